"""SQLAlchemy: the workloads of the benchmark, one run. Arguments: workload, URL of an empty database, scale."""
import datetime, gc, json, resource, sys, time

import sqlalchemy as sa
from sqlalchemy import orm

work, url, scale = sys.argv[1], sys.argv[2], float(sys.argv[3])
engine = sa.create_engine(url.replace("mysql:", "mysql+pymysql:"), future=True)


@sa.event.listens_for(engine, "connect")
def settings(connection, _):
    for pragma in () if engine.name != "sqlite" else ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=1", "busy_timeout=5000", "cache_size=-65536"):
        connection.execute("PRAGMA " + pragma)


Base = orm.declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50), nullable=False)
    fullname = sa.Column(sa.String(50))
    nickname = sa.Column(sa.String(50))
    age = sa.Column(sa.Integer)
    created = sa.Column(sa.DateTime)
    addresses = orm.relationship("Address", back_populates="user", passive_deletes="all")


class Address(Base):
    __tablename__ = "addresses"
    id = sa.Column(sa.Integer, primary_key=True)
    user_id = sa.Column(sa.ForeignKey("users.id"), nullable=False, index=True)
    email = sa.Column(sa.String(100))
    user = orm.relationship("User", back_populates="addresses")


Base.metadata.create_all(engine)
result = {}
EPOCH = datetime.datetime(2026, 1, 1)


def n(nominal):
    return max(int(nominal * scale), 1)


def values(count):
    return [dict(name="user%06d" % i, fullname="User Number %06d" % i, nickname="nick%d" % (i % 1000), age=18 + i % 60,
                 created=EPOCH + datetime.timedelta(seconds=i)) for i in range(1, count + 1)]


def email(i, k):
    return "u%d.%d@example.com" % (i, k)


def seed(count, addresses=0):
    with engine.begin() as connection:
        connection.execute(User.__table__.insert(), values(count))
        if addresses:
            connection.execute(Address.__table__.insert(), [dict(user_id=i + 1, email=email(i, k)) for i in range(count) for k in range(addresses)])


def session():
    return orm.Session(engine, future=True)


SERVING = {
    "postgresql": "SELECT pid, pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    "mysql": "SELECT @@pid_file, tid FROM information_schema.processlist WHERE db = database() AND id <> connection_id()",
}


def server_cpu():
    """The seconds that a server on this machine has worked for the database; None where that can't be told."""
    if engine.name == "sqlite":
        return 0
    other, total = sa.create_engine(engine.url, poolclass=sa.pool.NullPool), 0
    try:
        with other.connect() as connection:
            for process, thread in connection.execute(sa.text(SERVING[engine.name])):
                if isinstance(process, str):
                    process = open(process).read().strip()
                total += int(open("/proc/%s/task/%s/schedstat" % (process, thread)).read().split()[0])
    except OSError:
        return None
    return total / 1e9


def timed(rows, fn):
    gc.collect()
    served = server_cpu()
    cpu, wall = time.process_time(), time.perf_counter()
    out = fn()
    result.update(Contestant="sqlalchemy", Workload=work, Rows=rows, Wall=time.perf_counter() - wall, CPU=time.process_time() - cpu,
                  PeakMB=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    server = server_cpu()
    result.update(Server=(server or 0) - (served or 0), Remote=server is None)
    return out


def scattered(i, count):
    return i * 7919 % count + 1


def insert():
    source = values(n(100_000))

    def run():
        s = session()
        users = [User(**v) for v in source]
        s.add_all(users)
        s.flush()
        ids = [u.id for u in users]
        s.commit()
        return ids
    assert len(set(timed(len(source), run))) == len(source)


def load():
    count = n(200_000)
    seed(count)
    s = session()
    assert len(timed(count, lambda: s.execute(sa.select(User).order_by(User.id)).scalars().all())) == count


def get(held=False):
    count = n(50_000)
    seed(10_000)
    s = session()
    keep = s.execute(sa.select(User)).scalars().all() if held else None

    def run():
        for i in range(count):
            if not held:
                s.expunge_all()
            assert s.get(User, scattered(i, 10_000)).id == scattered(i, 10_000)
    timed(count, run)
    del keep


def save(change=1):
    count = n(50_000)
    seed(count)
    s = session()
    users = s.execute(sa.select(User)).scalars().all()

    def run():
        for u in users if change else ():
            u.age += 1
        s.commit() if change else s.flush()
    timed(count, run)


def tree_insert():
    source = values(n(10_000))

    def run():
        s = session()
        s.add_all([User(addresses=[Address(email=email(i, k)) for k in range(10)], **v) for i, v in enumerate(source)])
        s.commit()
    timed(len(source) * 11, run)


def tree_load():
    count = n(10_000)
    seed(count, 10)
    s = session()
    query = sa.select(User).order_by(User.id).options(orm.selectinload(User.addresses))
    users = timed(count * 11, lambda: s.execute(query).scalars().all())
    assert len(users) == count and all(len(u.addresses) == 10 for u in users)


def remove():
    count = n(50_000)
    seed(count)
    s = session()
    users = s.execute(sa.select(User)).scalars().all()

    def run():
        for u in users:
            s.delete(u)
        s.commit()
    timed(count, run)


def filtered():
    count = n(20_000)
    seed(10_000)
    s = session()
    nicknames = ["xa", "xb", "xc", "xd", "xe", "xf", "xg"]

    def run():
        rows = 0
        for i in range(count):
            query = sa.select(User).where(User.id > scattered(i, 9000)).where(User.age >= i % 18).where(User.nickname != nicknames[i % 7])
            rows += len(s.execute(query.order_by(User.id).limit(5)).scalars().all())
        return rows
    assert timed(count, run) == 5 * count


{"insert": insert, "load": load, "get": get, "get-held": lambda: get(True), "save": save, "flush-clean": lambda: save(0),
 "tree-insert": tree_insert, "tree-load": tree_load, "remove": remove, "filter": filtered}[work]()
print(json.dumps(result))
