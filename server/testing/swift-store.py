"""A whole Swift store with its S3 API in one process, for tests: swift-store.py FOLDER PORT OWNER_SECRET GUEST_SECRET

One copy of everything on one "device" below FOLDER; two users of one account, of whom the guest owns nothing. Ends when it is
killed.
"""

import eventlet

eventlet.monkey_patch()

import os
import sys

from eventlet import wsgi
from swift.common.ring import RingBuilder
from swift.common.utils import set_swift_dir
from swift.common.wsgi import loadapp

home, port, owner_secret, guest_secret = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
HOST = "127.0.0.1"
BACKENDS = ("account", "container", "object")

os.makedirs(f"{home}/device", exist_ok=True)


def write(name, text):
    with open(f"{home}/{name}", "w") as file:
        file.write(text)


# Where things lie is a hash with this salt.
write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = tidemark\n")
set_swift_dir(home)
sockets = {kind: eventlet.listen((HOST, 0)) for kind in BACKENDS}
sockets["proxy"] = eventlet.listen((HOST, port))
for kind in BACKENDS:
    at = sockets[kind].getsockname()[1]
    ring = RingBuilder(1, 1, 1)
    ring.add_dev(
        {
            "id": 0,
            "region": 1,
            "zone": 1,
            "weight": 1,
            "ip": HOST,
            "port": at,
            "replication_ip": HOST,
            "replication_port": at,
            "device": "device",
            "meta": "",
        }
    )
    ring.rebalance()
    ring.get_ring().save(f"{home}/{kind}.ring.gz")

# Nowhere to log to: there is no syslog in a test.
common = f"""[DEFAULT]
swift_dir = {home}
devices = {home}
mount_check = false
disable_fallocate = true
log_address = /nonexistent
"""
for kind in BACKENDS:
    write(f"{kind}.conf", f"{common}[pipeline:main]\npipeline = app\n[app:app]\nuse = egg:swift#{kind}\n")
write(
    "proxy.conf",
    f"""{common}[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = {HOST}:1
[filter:s3api]
use = egg:swift#s3api
s3_acl = true
[filter:tempauth]
use = egg:swift#tempauth
user_store_owner = {owner_secret} .admin .reseller_admin
user_store_guest = {guest_secret}
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
""",
)

servers = [
    eventlet.spawn(wsgi.server, socket, loadapp(f"{home}/{kind}.conf"), log_output=False)
    for kind, socket in sockets.items()
]
for server in servers:
    server.wait()
