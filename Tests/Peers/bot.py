"""A webhook bot as many traders run one: checks a secret, stores the alert durably, answers.

Run by gunicorn, `bot:app`, with LEDGER in the environment. One connection to SQLite for each worker, WAL and
synchronous=FULL: the most favourable durable set-up there is, and a commit for each alert.
"""

import hmac
import os
import sqlite3
import threading
import time

from flask import Flask, jsonify, request

SECRET = os.environ["SECRET"]
app = Flask(__name__)
local = threading.local()


def connection():
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["LEDGER"], timeout=30, isolation_level=None)
        local.connection.execute("PRAGMA journal_mode=WAL")
        local.connection.execute("PRAGMA synchronous=FULL")
        local.connection.execute(
            "CREATE TABLE IF NOT EXISTS alerts (id TEXT PRIMARY KEY, at REAL NOT NULL, body BLOB NOT NULL)")
    return local.connection


@app.post("/hooks/bench")
def take():
    alert = request.get_json(force=True, silent=True)
    if not isinstance(alert, dict) or not hmac.compare_digest(str(alert.get("secret", "")), SECRET):
        return "", 401
    connection().execute(
        "INSERT OR IGNORE INTO alerts VALUES (?, ?, ?)", (alert["id"], time.time(), request.get_data()))
    return jsonify(status="accepted")
