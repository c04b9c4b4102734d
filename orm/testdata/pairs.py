"""Writes pairs.json: expressions made by putting each operator of the language into each place of each other one, as SQLAlchemy
1.4.46 prints them. An expression is a list: the operator's name and its operands. orm/pairs_test.go builds the same with ours.

    python3 orm/testdata/pairs.py > orm/testdata/pairs.json
"""

import json
from sqlalchemy import (Boolean, Column, Date, Float, ForeignKey, Integer, MetaData, String, Table, all_, and_, any_, case, cast,
                        collate, exists, func, literal, not_, null, or_, select, tuple_, type_coerce)
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.expression import nulls_first, nulls_last

m = MetaData()
users = Table("users", m, Column("id", Integer, primary_key=True), Column("name", String(50)), Column("fullname", String(50)),
              Column("active", Boolean), Column("score", Float), Column("born", Date))
addresses = Table("addresses", m, Column("id", Integer, primary_key=True), Column("user_id", Integer, ForeignKey("users.id")),
                  Column("email", String(50), nullable=False))
u, a = users.c, addresses.c
owned = select(a.id).where(a.user_id == u.id)

# The number of a frame: SQLAlchemy binds it in another place than it stands, so it is written.
FRAME = 77

# The operators: name -> what it yields, what it takes, how it is made. n is a number, t text, b a condition.
OPS = {
    "neg": ("n", "n", lambda x: -x),
    "add": ("n", "nn", lambda x, y: x + y),
    "sub": ("n", "nn", lambda x, y: x - y),
    "mul": ("n", "nn", lambda x, y: x * y),
    "div": ("n", "nn", lambda x, y: x / y),
    "mod": ("n", "nn", lambda x, y: x % y),
    "bitand": ("n", "nn", lambda x, y: x.op("&")(y)),
    "abs": ("n", "n", lambda x: func.abs(x, type_=Integer)),
    "length": ("n", "t", lambda x: func.length(x, type_=Integer)),
    "coalesce": ("n", "nn", lambda x, y: func.coalesce(x, y)),
    "cast_int": ("n", "n", lambda x: cast(x, Integer)),
    "coerce": ("n", "n", lambda x: type_coerce(x, Integer)),
    "case": ("n", "bnn", lambda c, x, y: case((c, x), else_=y)),
    "case_of": ("n", "nn", lambda x, y: case({1: y}, value=x, else_=0)),
    "scalar": ("n", "", lambda: select(func.max(a.id)).where(a.user_id == u.id).scalar_subquery()),
    "over": ("n", "nn", lambda x, y: func.max(x).over(partition_by=y, order_by=u.id)),
    "rows": ("n", "n", lambda x: func.max(u.id).over(order_by=(x, u.id), rows=(-FRAME, 0))),
    "concat": ("t", "tt", lambda x, y: x + y),
    "lower": ("t", "t", lambda x: func.lower(x)),
    "coalesce_t": ("t", "tt", lambda x, y: func.coalesce(x, y)),
    "cast_text": ("t", "n", lambda x: cast(x, String(20))),
    "case_t": ("t", "btt", lambda c, x, y: case((c, x), else_=y)),
    "collate": ("t", "t", lambda x: collate(x, "C")),
    "eq": ("b", "nn", lambda x, y: x == y),
    "ne": ("b", "nn", lambda x, y: x != y),
    "lt": ("b", "nn", lambda x, y: x < y),
    "ge": ("b", "nn", lambda x, y: x >= y),
    "eq_t": ("b", "tt", lambda x, y: x == y),
    "eq_b": ("b", "bb", lambda x, y: x == y),
    "eq_null": ("b", "n", lambda x: x == null()),
    "is_null": ("b", "t", lambda x: x.is_(None)),
    "not_null": ("b", "n", lambda x: x.is_not(None)),
    "null_b": ("b", "b", lambda x: x.is_(None)),
    "distinct": ("b", "nn", lambda x, y: x.is_distinct_from(y)),
    "not_distinct": ("b", "nn", lambda x, y: x.is_not_distinct_from(y)),
    "distinct_null": ("b", "n", lambda x: x.is_distinct_from(None)),
    "like": ("b", "t", lambda x: x.like("a%")),
    "not_like": ("b", "t", lambda x: x.not_like("a%")),
    "like_escape": ("b", "t", lambda x: x.like("a!%%", escape="!")),
    "like_text": ("b", "tt", lambda x, y: x.like(y)),
    "ilike": ("b", "t", lambda x: x.ilike("A%")),
    "not_ilike": ("b", "t", lambda x: x.not_ilike("A%")),
    "ilike_escape": ("b", "t", lambda x: x.ilike("A!%%", escape="!")),
    "starts": ("b", "t", lambda x: x.startswith("a")),
    "contains": ("b", "t", lambda x: x.contains("a_", autoescape=True)),
    "ends": ("b", "tt", lambda x, y: x.endswith(y)),
    "between": ("b", "nnn", lambda x, y, z: x.between(y, z)),
    "not_between": ("b", "nnn", lambda x, y, z: ~x.between(y, z)),
    "in": ("b", "n", lambda x: x.in_([1, 2])),
    "not_in": ("b", "n", lambda x: x.not_in([1, 2])),
    "in_none": ("b", "n", lambda x: x.in_([])),
    "not_in_none": ("b", "n", lambda x: x.not_in([])),
    "in_mixed": ("b", "nn", lambda x, y: x.in_([y, 1])),
    "in_query": ("b", "n", lambda x: x.in_(select(a.user_id))),
    "not_in_query": ("b", "n", lambda x: x.not_in(select(a.user_id))),
    "tuple_in": ("b", "nt", lambda x, y: tuple_(x, y).in_([(1, "a"), (2, "b")])),
    "tuple_in_none": ("b", "nt", lambda x, y: tuple_(x, y).in_([])),
    "exists": ("b", "", lambda: owned.exists()),
    "any": ("b", "n", lambda x: x == any_(select(a.user_id).scalar_subquery())),
    "all": ("b", "n", lambda x: x > all_(select(a.user_id).scalar_subquery())),
    "active": ("b", "", lambda: u.active),
    "is_true": ("b", "", lambda: u.active.is_(True)),
    "and": ("b", "bb", lambda x, y: and_(x, y)),
    "or": ("b", "bb", lambda x, y: or_(x, y)),
    "not": ("b", "b", lambda x: not_(x)),
}

# The places where an expression stands in a statement.
PLACES = {
    "column": ("ntb", lambda x: select(x.label("x")).select_from(users).order_by(u.id)),
    "where": ("b", lambda x: select(u.id).where(x).order_by(u.id)),
    "on": ("b", lambda x: select(u.id, a.id).join_from(users, addresses, x, isouter=True).order_by(u.id, a.id)),
    "having": ("b", lambda x: select(u.id, u.name, u.active, u.score).group_by(u.id, u.name, u.active, u.score).having(x).order_by(u.id)),
    "desc": ("nt", lambda x: select(u.id).order_by(x.desc(), u.id)),
    "first": ("nt", lambda x: select(u.id).order_by(nulls_first(x.asc()), u.id)),
    "last": ("ntb", lambda x: select(u.id).order_by(nulls_last(x.desc()), u.id)),
    "group": ("ntb", lambda x: select(func.count(u.id).label("n")).group_by(x).order_by(func.min(u.id))),
    "distinct": ("nt", lambda x: select(func.count(x.distinct()).label("n")).select_from(users)),
}

LEAVES = {"id": u.id, "score": u.score, "name": u.name, "fullname": u.fullname}
DEFAULTS = {"n": [["id"], ["five"], ["score"]], "t": [["name"], ["word"], ["fullname"]], "b": [["lt", ["id"], ["five"]], ["eq_t", ["name"], ["word"]]]}


def built(tree):
    name, args = tree[0], [built(x) for x in tree[1:]]
    if name in LEAVES:
        return LEAVES[name]
    if name == "five":
        return literal(5)
    if name == "word":
        return literal("abc")
    return OPS[name][2](*args)


def plain(name):
    seen = {}
    out = [name]
    for kind in OPS[name][1]:
        out.append(DEFAULTS[kind][seen.get(kind, 0)])
        seen[kind] = seen.get(kind, 0) + 1
    return out


def trees():
    for name, (gives, takes, _) in OPS.items():
        whole = plain(name)
        for place, (kinds, _) in PLACES.items():
            if gives in kinds:
                yield place, whole
        for i, kind in enumerate(takes):
            for inner in OPS:
                if OPS[inner][0] == kind:
                    tree = list(whole)
                    tree[i + 1] = plain(inner)
                    yield ("where" if gives == "b" and not windows(tree) else "column"), tree


def windows(tree):
    return tree[0] in ("over", "rows") or any(windows(x) for x in tree[1:])


DIALECTS = {"sqlite": sqlite.dialect(paramstyle="qmark"), "mysql": mysql.dialect(paramstyle="qmark"), "postgresql": postgresql.dialect(paramstyle="qmark")}
DIALECTS["mysql"].is_mariadb = True


def printed(stmt, dialect):
    try:
        got = stmt.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    except SQLAlchemyError as e:
        return {"error": str(e).split("\n")[0]}
    sql = str(got).replace("ROWS BETWEEN ? PRECEDING", f"ROWS BETWEEN {FRAME} PRECEDING")
    if any(n not in got.params for n in got.positiontup):  # it can't tell those of a tuple in a CASE
        return {"sql": sql}
    return {"sql": sql, "params": [got.params[n] for n in got.positiontup if got.params[n] != FRAME]}


def main():
    lines = []
    for place, tree in trees():
        if place in ("having", "group", "on") and windows(tree):
            continue
        stmt = PLACES[place][1](built(tree))
        by = {name: printed(stmt, d) for name, d in DIALECTS.items()}
        first = by["sqlite"]
        for name in ("mysql", "postgresql"):
            if by[name] == first:
                del by[name]
        lines.append(json.dumps({"place": place, "tree": tree, **by}, separators=(",", ":")))
    print("[\n" + ",\n".join(lines) + "\n]")


main()
