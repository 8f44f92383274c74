import os

from flask import Flask
from sqlalchemy import create_engine, event, text

app, engine = Flask(__name__), create_engine(os.environ["BARE_URL"], pool_size=16)
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", lambda raw, _: raw.execute("pragma synchronous=normal"))


@app.get("/static-view")
def static_view() -> str:
    return "<!doctype html><title>Bare</title>"


@app.post("/insert")
def insert() -> str:
    with engine.begin() as link:
        link.execute(text("insert into bare (note) values ('one row')"))
    return "ok"
