"""Writes tutorial.json: what SQLAlchemy 1.4.46 prints for each step of its Core tutorials, the one of the expression language and
the Core parts of the unified one, in their order, and for statements beyond them (names that begin with more_).

    python3 orm/testdata/tutorial.py > orm/testdata/tutorial.json
"""

import json
import warnings
from sqlalchemy import (JSON, Column, Date, Float, ForeignKey, Integer, MetaData, Numeric, String, Table, all_, and_, any_, asc, between,
                        bindparam, case, cast, column, delete, desc, distinct, except_, exists, extract, false, func, insert, intersect,
                        join, lateral, literal, literal_column, not_, null, or_, outerjoin, select, text, true, tuple_, type_coerce, union,
                        union_all, update, values)
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

warnings.simplefilter("ignore")
m = MetaData()
users = Table("users", m, Column("id", Integer, primary_key=True), Column("name", String(50)), Column("fullname", String(50)))
addresses = Table("addresses", m, Column("id", Integer, primary_key=True), Column("user_id", Integer, ForeignKey("users.id")),
                  Column("email", String(50), nullable=False))
u, a = users.c, addresses.c
steps = {}


def add(name, stmt):
    assert name not in steps, name
    steps[name] = stmt


# insert
add("insert_all", insert(users))
add("insert_values", insert(users).values(name="jack", fullname="Jack Jones"))
add("insert_named", insert(users).values(name=bindparam("_name"), id=bindparam("_id")))
add("insert_scalar", insert(addresses).values(user_id=select(u.id).where(u.name == bindparam("username")).scalar_subquery(), email=bindparam("mail")))
add("insert_from", insert(addresses).from_select(["user_id", "email"], select(u.id, u.name + "@aol.com")))
add("insert_from_returning", insert(addresses).from_select(["user_id", "email"], select(u.id, u.name + "@aol.com")).returning(a.id, a.email))
add("insert_returning", insert(addresses).values(email="x").returning(a.id, a.email))
# selecting
add("select_all", select(users))
add("select_columns", select(u.name, u.fullname))
add("select_two_tables", select(users, addresses))
add("select_joined", select(users, addresses).where(u.id == a.user_id))
add("select_label", select(("Username: " + u.name).label("username")).order_by(u.name))
add("select_text", select(text("'some phrase'"), u.name).order_by(u.name))
add("select_literal_column", select(literal_column("'some phrase'").label("p"), u.name).order_by(u.name))
# operators
add("op_eq", select(u.id).where(u.id == a.user_id))
add("op_eq_value", select(u.id).where(u.id == 7))
add("op_ne", select(u.id).where(u.id != 7))
add("op_null", select(u.id).where(u.name == None))  # noqa: E711
add("op_left", select(u.id).where("fred" > u.name))
add("op_plus", select((u.id + a.id).label("x")))
add("op_concat", select((u.name + u.fullname).label("x")))
add("op_custom", select(u.name.op("tiddlywinks")("foo").label("x")))
add("op_bit", select(u.id.op("|")(4).label("x")))
# conjunctions
add("conj", select((u.fullname + ", " + a.email).label("title")).where(and_(u.id == a.user_id, u.name.between("m", "z"),
                                                                             or_(a.email.like("%@aol.com"), a.email.like("%@msn.com")))))
add("conj_where", select((u.fullname + ", " + a.email).label("title")).where(u.id == a.user_id).where(u.name.between("m", "z"))
    .where(or_(a.email.like("%@aol.com"), a.email.like("%@msn.com"))))
add("conj_not", select(u.id).where(and_(u.name.like("j%"), u.id == a.user_id, or_(a.email == "wendy@aol.com", a.email == "jack@yahoo.com"), not_(u.id > 5))))
# text
add("text", text("SELECT users.fullname || ', ' || addresses.email AS title FROM users, addresses WHERE users.id = addresses.user_id "
                 "AND users.name BETWEEN :x AND :y AND (addresses.email LIKE :e1)"))
add("text_bound", text("SELECT * FROM users WHERE users.name BETWEEN :x AND :y").bindparams(x="m", y="z"))
add("text_columns", text("SELECT users.id, addresses.id, users.id, users.name, addresses.email AS email FROM users JOIN addresses ON users.id=addresses.user_id WHERE users.id = 1")
    .columns(u.id, a.id, a.user_id, u.name, a.email))
fragment = text("SELECT id, name FROM users").columns(u.id, u.name).subquery("st")
add("text_subquery", select(fragment.c.id, fragment.c.name).where(fragment.c.id > 1))
add("text_in_select", select(text("users.fullname || ', ' || addresses.email AS title")).where(and_(text("users.id = addresses.user_id"),
    text("users.name BETWEEN 'm' AND 'z'"), text("(addresses.email LIKE :x)"))).select_from(text("users, addresses")))
add("text_order_label", select(a.user_id, func.count(a.id).label("num_addresses")).group_by("user_id").order_by("user_id", "num_addresses"))
add("text_order_desc", select(a.user_id, func.count(a.id).label("num_addresses")).group_by("user_id").order_by("user_id", desc("num_addresses")))
u1a, u1b = users.alias(), users.alias()
add("order_alias", select(u1a, u1b).where(u1a.c.name > u1b.c.name).order_by(u1a.c.name))
# aliases and subqueries
a1, a2 = addresses.alias(), addresses.alias()
add("aliases", select(users).where(and_(u.id == a1.c.user_id, u.id == a2.c.user_id, a1.c.email == "jack@msn.com", a2.c.email == "jack@yahoo.com")))
sub = select(users).where(and_(u.id == a1.c.user_id, u.id == a2.c.user_id, a1.c.email == "x", a2.c.email == "y")).subquery()
add("aliases_subquery", select(u.name).where(u.id == sub.c.id))
# joins
add("join", select(u.fullname).select_from(users.join(addresses)))
add("join_on", select(u.fullname).select_from(users.join(addresses, a.email.like(u.name + "%"))))
add("join_outer", select(u.fullname).select_from(users.outerjoin(addresses)))
add("join_from", select(u.name, a.email).join_from(users, addresses))
add("join_right", select(u.name, a.email).join(addresses))
add("join_select_from", select(a.email).select_from(users).join(addresses))
add("join_select_on", select(a.email).select_from(users).join(addresses, u.id == a.user_id))
add("join_isouter", select(users).join(addresses, isouter=True))
add("join_full", select(users).join(addresses, full=True))
add("select_from_count", select(func.count("*")).select_from(users))
# ctes
cte = select(users).where(u.name == "wendy").cte()
add("cte", select(a.email).where(a.user_id == cte.c.id).order_by(a.id))
rec = select(u.id, u.name).where(u.name == "x").cte(recursive=True)
rec = rec.union(select(users.c.id, users.c.name).where(u.id > rec.c.id))
add("cte_recursive", select(rec))
counts = select(func.count(a.id).label("count"), a.user_id).group_by(a.user_id)
subq = counts.subquery()
add("subquery", select(subq.c.user_id, subq.c.count))
add("subquery_join", select(u.name, u.fullname, subq.c.count).join_from(users, subq))
ctes = counts.cte()
add("cte_join", select(u.name, u.fullname, ctes.c.count).join_from(users, ctes))
# binds
add("bind", select(users).where(u.name == bindparam("username")))
add("bind_typed", select(users).where(u.name.like(bindparam("username", type_=String) + text("'%'"))))
add("bind_twice", select(users, addresses).where(or_(u.name.like(bindparam("name", type_=String) + text("'%'")),
    a.email.like(bindparam("name", type_=String) + text("'@%'")))).select_from(users.outerjoin(addresses)).order_by(a.id))
# functions
add("func_now", select(func.now().label("n")))
add("func_concat", select(func.concat("x", "y").label("n")))
add("func_xyz", select(func.xyz_my_goofy_function(u.id).label("n")))
add("func_timestamp", select(func.current_timestamp().label("n")))
add("func_max", select(func.max(a.email, type_=String).label("maxemail")))
add("func_lower", select(func.lower("A String With Much UPPERCASE").label("n")))
add("over", select(u.id, func.row_number().over(order_by=u.name).label("n")))
add("over_rows", select(u.id, func.row_number().over(order_by=u.name).label("n")).order_by(u.id))
add("over_partition", select(func.row_number().over(partition_by=u.name).label("n"), u.name, a.email).select_from(users).join(addresses))
add("over_rank", select(func.count("*").over(order_by=u.name).label("n"), u.name, a.email).select_from(users).join(addresses))
add("within_group", select(func.percentile_disc(0.5).within_group(u.name).label("n")))
add("filter", select(func.count(a.email).filter(u.name == "sandy").label("s"), func.count(a.email).filter(u.name == "spongebob").label("b"))
    .select_from(users).join(addresses))
add("cast", select(cast(u.id, String(20)).label("n")))
add("cast_numeric", select(cast(u.id, Numeric(10, 4)).label("n")))
add("coerce", select(type_coerce(u.id, String).label("n")))
# sets
add("union", union(select(addresses).where(a.email == "foo@bar.com"), select(addresses).where(a.email.like("%@yahoo.com"))).order_by("email"))
add("except", except_(select(addresses).where(a.email.like("%@%.com")), select(addresses).where(a.email.like("%@msn.com"))))
add("except_union", except_(union(select(addresses).where(a.email.like("%@yahoo.com")), select(addresses).where(a.email.like("%@msn.com"))).subquery().select(),
    select(addresses).where(a.email.like("%@msn.com"))))
s1, s2 = select(users).where(u.name == "sandy"), select(users).where(u.name == "spongebob")
add("union_all", union_all(s1, s2))
us = union_all(s1, s2).subquery()
add("union_subquery", select(us.c.name, a.email).join_from(addresses, us, us.c.id == a.user_id).order_by(us.c.name, a.email))
# scalars
scalar = select(func.count(a.id)).where(u.id == a.user_id).scalar_subquery()
add("scalar", select(u.name, scalar))
add("scalar_label", select(u.name, scalar.label("address_count")))
add("scalar_order", select(u.name, scalar.label("address_count")).order_by("address_count"))
jack = select(a.user_id).where(a.user_id == u.id).where(a.email == "jack@yahoo.com")
add("correlated", select(u.name).where(u.id == jack.scalar_subquery()))
enclosing = select(u.id).where(u.id == a.user_id).where(u.name == "jack").correlate(addresses)
add("correlate", select(u.name, a.email).select_from(users.join(addresses)).where(u.id == enclosing.scalar_subquery()))
add("correlate_none", select(u.name).where(u.id == select(u.id).where(u.name == "wendy").correlate(None).scalar_subquery()))
add("correlate_address", select(u.name, a.email, select(func.count(a1.c.id)).where(a1.c.user_id == u.id).scalar_subquery().label("n")).join_from(users, addresses).order_by(u.id, a.id))
lat = select(func.count(a.id).label("address_count"), a.email, a.user_id).where(u.id == a.user_id).lateral()
add("lateral", select(u.name, lat.c.address_count, lat.c.email).join_from(users, lat, true()).order_by(u.id, lat.c.email))
add("exists", select(u.name).where(select(func.count(a.id)).where(u.id == a.user_id).group_by(a.user_id).having(func.count(a.id) > 1).exists()))
add("not_exists", select(u.name).where(~select(a.id).where(u.id == a.user_id).exists()))
# the end of a select
add("order", select(u.name).order_by(u.name))
add("order_desc", select(u.name).order_by(u.name.desc()))
add("group", select(u.name, func.count(a.id)).select_from(users.join(addresses)).group_by(u.name))
add("having", select(u.name, func.count(a.id)).select_from(users.join(addresses)).group_by(u.name).having(func.length(u.name) > 4))
add("distinct", select(u.name).where(a.email.contains(u.name)).distinct())
add("limit", select(u.name, a.email).select_from(users.join(addresses)).limit(1).offset(1))
# update and delete
add("update_concat", update(users).values(fullname="Fullname: " + u.name))
add("update_where", update(users).where(u.name == "jack").values(name="ed"))
add("update_binds", update(users).where(u.name == bindparam("oldname")).values(name=bindparam("newname")))
add("update_correlated", update(users).values(fullname=select(a.email).where(a.user_id == u.id).order_by(a.id).limit(1).scalar_subquery()))
add("update_from", update(users).values(name="ed wood").where(u.id == a.id).where(a.email.startswith("ed")))
add("update_from_value", update(users).values(name=a.email).where(u.id == a.user_id).where(a.email == "x"))
add("update_returning", update(users).where(u.name == "patrick").values(fullname="Patrick the Star").returning(u.id, u.name))
add("delete_all", delete(addresses))
add("delete_where", delete(users).where(u.name > "m"))
add("delete_using", delete(users).where(u.id == a.id).where(a.email.startswith("ed")))
add("delete_returning", delete(users).where(u.name == "patrick").returning(u.id, u.name))

# beyond the tutorials
add("more_exists_select", select(exists().where(u.id == 1).label("e")))
add("more_not_in_select", select(u.id).where(u.id.not_in(select(a.user_id).where(a.user_id.is_not(None)))))
add("more_any", select(u.id).where(u.id == any_(select(a.user_id).scalar_subquery())))
add("more_case_agg", select(func.sum(case((u.id > 3, 1), else_=0)).label("n")))
add("more_case_null", select(case((u.id > 3, None), else_=u.name).label("n")))
add("more_case_nested", select(case((u.id > 3, case((u.id > 5, "a"), else_="b")), else_="c").label("n")))
add("more_extract", select(extract("year", func.now()).label("n")))
add("more_nullif", select(func.nullif(u.name, "").label("n")))
add("more_distinct_count", select(func.count(distinct(u.name)).label("n")))
add("more_group_expr", select((u.id + 1).label("n"), func.count()).group_by(u.id + 1))
add("more_having_or", select(u.name).group_by(u.name).having(or_(func.count(u.id) > 1, func.max(u.id) < 5)))
add("more_order_case", select(u.id).order_by(case((u.name == "x", 0), else_=1), u.id.desc()))
add("more_nulls", select(u.id).order_by(u.name.asc().nulls_first(), u.fullname.desc().nulls_last()))
add("more_limit_sub", select(u.id).where(u.id.in_(select(a.user_id).order_by(a.id).limit(3))))
add("more_limit_from", select(func.count()).select_from(select(u.id).order_by(u.id).limit(3).offset(2).subquery("t")))
add("more_distinct_on", select(u.name, u.id).distinct(u.name).order_by(u.name, u.id))
add("more_union_limit", union_all(select(u.id).order_by(u.id).limit(1), select(a.id).order_by(a.id).limit(2)).order_by("id").limit(5).offset(1))
add("more_union_nested", union(select(u.id), union_all(select(a.id), select(a.user_id))))
add("more_intersect_union", intersect(select(u.id), union(select(a.id), select(a.user_id)).subquery().select()))
add("more_union_in", select(u.id).where(u.id.in_(union(select(a.id), select(a.user_id)))))
add("more_union_scalar_cte", select(union_all(select(u.id), select(a.id)).cte("c")))
x = select(u.id.label("id")).where(u.id == 1).cte("x")
y = select((x.c.id + 1).label("id")).cte("y")
add("more_cte_chain", select(x.c.id, y.c.id).where(x.c.id < y.c.id))
add("more_cte_twice", select(x.c.id, x.alias("x2").c.id))
add("more_cte_in_sub", select(u.name).where(u.id.in_(select(y.c.id))))
t = select(literal(1).label("n")).cte("t", recursive=True)
t = t.union_all(select(t.c.n + 1).where(t.c.n < 10))
add("more_recursive", select(func.sum(t.c.n)))
add("more_cte_update", update(users).where(u.id.in_(select(x.c.id))).values(name="x"))
add("more_cte_delete", delete(users).where(u.id.in_(select(x.c.id))))
add("more_cte_insert", insert(addresses).from_select(["user_id", "email"], select(x.c.id, literal("e"))))
add("more_window_named", select(func.sum(u.id).over(partition_by=[u.name, u.fullname], order_by=[u.id.desc(), u.name]).label("n")))
add("more_window_empty", select(func.count().over().label("n")))
add("more_window_range", select(func.sum(u.id).over(order_by=u.id, range_=(None, 0)).label("n")))
add("more_window_rows", select(func.sum(u.id).over(order_by=u.id, rows=(None, None)).label("n")))
add("more_window_filter", select(func.count(u.id).filter(u.id > 3).over(order_by=u.id).label("n")))
add("more_lag", select(func.lag(u.name, 1).over(order_by=u.id).label("n")))
add("more_ntile", select(func.ntile(4).over(order_by=u.id).label("n")))
add("more_array_order", select(func.string_agg(u.name, literal_column("','")).label("n")))
add("more_tuple", select(u.id).where(tuple_(u.id, u.name).in_(select(a.user_id, a.email))))
add("more_tuple_values", select(u.id).where(tuple_(u.id, u.name).in_([(1, "a"), (2, "b")])))
add("more_tuple_not", select(u.id).where(~tuple_(u.id, u.name).in_([(1, "a")])))
add("more_literal_null", select(null().label("n"), literal("x").label("x"), true().label("t"), false().label("f")))
add("more_true_and", select(u.id).where(and_(true(), u.id > 1)))
add("more_false_or", select(u.id).where(or_(false(), u.id > 1)))
add("more_and_empty", select(u.id).where(and_(true())))
add("more_between_expr", select(u.id).where(between(u.id, a.id - 1, a.id + 1)))
add("more_between_sym", select(u.id).where(literal(5).between(u.id, a.id)))
add("more_join_three", select(u.id).select_from(users.join(addresses).join(a1, a1.c.user_id == u.id)))
add("more_join_sub", select(u.id).select_from(users.join(select(a.user_id.label("o")).group_by(a.user_id).subquery("g"), text("g.o = users.id"))))
add("more_join_nested", select(u.id).select_from(users.outerjoin(addresses.join(a1, a1.c.id == a.id), u.id == a.user_id)))
add("more_update", select(u.id).with_for_update())
add("more_update_nowait", select(u.id).with_for_update(nowait=True))
add("more_update_skip", select(u.id).with_for_update(skip_locked=True))
add("more_share", select(u.id).with_for_update(read=True))
add("more_update_of", select(u.id, a.id).join_from(users, addresses).with_for_update(of=addresses))
add("more_values", select(values(column("n", Integer), column("s", String), name="v").data([(1, "a"), (2, "b")])))
add("more_insert_many", insert(users).values([{"name": "a", "fullname": "A"}, {"name": "b", "fullname": "B"}]))
add("more_insert_expr", insert(users).values(name=func.lower("ED"), fullname=select(func.max(u.name)).scalar_subquery()))
add("more_insert_default", insert(users).values())
add("more_insert_union", insert(addresses).from_select(["user_id", "email"], union_all(select(u.id, u.name), select(u.id, u.fullname))))
add("more_update_case", update(users).values(name=case((u.id == 1, "a"), else_=u.name)).where(u.id < 3))
add("more_update_null", update(users).values(name=None, fullname=null()).where(u.id == 1))
add("more_update_sub", update(users).values(name=select(func.max(a.email)).where(a.user_id == u.id).scalar_subquery()).where(exists().where(a.user_id == u.id)))
add("more_delete_sub", delete(users).where(~exists().where(a.user_id == u.id)))
add("more_coalesce_sub", select(func.coalesce(select(func.max(a.id)).scalar_subquery(), 0).label("n")))
add("more_scalar_math", select((select(func.max(a.id)).scalar_subquery() + 1).label("n")))
add("more_scalar_cmp", select(u.id).where(select(func.count(a.id)).where(a.user_id == u.id).scalar_subquery().between(1, 3)))
add("more_label_twice", select(u.id.label("x"), u.id.label("y")).order_by("y"))
add("more_same_columns", select(u.id, a.id, u.name).select_from(users.join(addresses)))
add("more_alias_alias", select(users.alias("a").c.id, users.alias("b").c.id))
add("more_sub_of_sub", select(select(select(u.id.label("i")).subquery("p").c.i).subquery("q").c.i))
add("more_not_like", select(u.id).where(~u.name.like("a%")))
add("more_not_not", select(u.id).where(~(~(u.id > 1))))
add("more_not_and", select(u.id).where(~and_(u.id > 1, u.name == "x")))
add("more_neg_neg", select((-(-u.id)).label("n")))
add("more_neg_literal", select((u.id - (-1)).label("n")))
add("more_minus_chain", select((u.id - (u.id - 1)).label("n"), ((u.id - u.id) - 1).label("m")))
add("more_concat_num", select((cast(u.id, String(10)) + "x").label("n")))
add("more_row_text", select(text("*")).select_from(users))
add("more_prefix", select(u.id).prefix_with("ALL"))
add("more_duplicate", mysql.insert(users).values(id=1, name="x").on_duplicate_key_update(name="y"))
ins = mysql.insert(users).values(id=1, name="x")
add("more_duplicate_values", ins.on_duplicate_key_update(name=ins.inserted.name, fullname=func.concat(ins.inserted.name, "!")))
ins = sqlite.insert(users).values(id=1, name="x")
add("more_nothing", ins.on_conflict_do_nothing())
add("more_nothing_on", ins.on_conflict_do_nothing(index_elements=["id"]))
add("more_upsert", ins.on_conflict_do_update(index_elements=["id"], set_={"name": ins.excluded.name}))
add("more_upsert_where", ins.on_conflict_do_update(index_elements=["id"], index_where=u.id > 0, set_={"name": u.name + ins.excluded.name}, where=u.id > 5))
ins = postgresql.insert(users).values(id=1, name="x")
add("more_upsert_constraint", ins.on_conflict_do_update(constraint="users_pkey", set_={"name": "y"}).returning(u.id))


def printed(stmt, dialect):
    try:
        got = stmt.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    except Exception as e:
        return {"error": str(e).split("\n")[0]}
    out = {"sql": str(got)}
    if all(n in got.params for n in got.positiontup):
        out["params"] = [got.params[n] for n in got.positiontup]
    return out


DIALECTS = {"sqlite": sqlite.dialect(paramstyle="qmark"), "mysql": mysql.dialect(paramstyle="qmark"), "postgresql": postgresql.dialect(paramstyle="qmark")}
DIALECTS["mysql"].is_mariadb = True
lines = []
for name, stmt in steps.items():
    by = {d: printed(stmt, dialect) for d, dialect in DIALECTS.items()}
    for d in ("mysql", "postgresql"):
        if by[d] == by["sqlite"]:
            del by[d]
    lines.append(json.dumps({"name": name, **by}, separators=(",", ":")))
print("[\n" + ",\n".join(lines) + "\n]")
