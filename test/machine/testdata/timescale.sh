# shellcheck shell=bash
# The first boot of TimescaleDB and of its proxy, failures, and restores. Prints facts, which the test compares.
SELF=/usr/local/sbin/timescale
fact() { echo "FACT $1: $2"; }
run() { # runs a part of the script and prints whether it succeeds
  if "$SELF" "$1" > "/run/scenario/$1.log" 2>&1; then echo succeeds; else echo fails; fi
}
admin() { runuser -u postgres -- psql -X -At -v ON_ERROR_STOP=1 "$@"; }
login() { # logs in with a password and an sslmode, and prints whether the server accepts it
  if PGPASSWORD=$1 psql -X -At "host=10.9.200.1 user=acme dbname=telemetry sslmode=$2" -c 'SELECT 1' > /dev/null 2>&1; then
    echo accepted
  else
    echo rejected
  fi
}
proxy() { # runs the service of the proxy and prints whether it succeeds
  if /usr/local/sbin/egress > /run/scenario/proxy.log 2>&1; then echo succeeds; else echo fails; fi
}
wait_for_proxy() {
  until curl --silent --output /dev/null --proxy http://10.9.200.1:3128 http://archive.ubuntu.com/; do sleep 0.1; done
}
restarts() { grep -c "^restart postgresql@" /var/log/systemctl || true; }

touch /var/log/commands /var/log/systemctl
bash "$FIXTURES/user-data.sh"
fact 'units' "$(cd /etc/systemd/system && echo timescale-*)"
fact 'first boot without a proxy' "$(run setup)"
bash "$FIXTURES/proxy.sh"
fact 'unit of the proxy' "$(cd /etc/systemd/system && echo egress-*)"
touch "$FIXTURES/offline"
fact 'proxy without internet' "$(proxy)"
rm "$FIXTURES/offline"
fact 'proxy' "$(proxy) $(proxy)"
cat /run/scenario/proxy.log
wait_for_proxy
fact 'restarts of the proxy' "$(grep -c '^restart squid$' /var/log/systemctl)"
fact "proxy's status for an unlisted host" "$(curl --silent --output /dev/null --write-out '%{http_code}' --proxy http://10.9.200.1:3128 http://example.com/)"
fact 'retry with a proxy' "$(run setup)"
cat /run/scenario/setup.log
fact 'restarts' "$(restarts)"
fact 'login before the secret' "$(login first require)"
fact 'secret' "$(run secret)"
cat /run/scenario/secret.log
fact 'login' "$(login first require)"
fact 'login without TLS' "$(login first disable)"
fact 'extension' "$(admin -d telemetry -c "SELECT extname FROM pg_extension WHERE extname = 'timescaledb'")"
fact 'passwords in the log' "$(cat /var/log/postgresql/*.log | grep -c "first" || true)"

touch "$FIXTURES/forged"
fact 'agent with a forged key' "$(run agent)"
fact 'forged agent is installed' "$(dpkg --status amazon-cloudwatch-agent 2> /dev/null | grep ^Status || echo no)"
rm "$FIXTURES/forged"
fact 'agent' "$(run agent)"
cat /run/scenario/agent.log
fact 'arguments of the agent' "$(cat /var/log/agent)"
fact 'backup' "$(run backup)"
cat /var/log/timescale-backup.log

# The proxy fails, and the server reboots and retries. A client stays connected.
started=$(admin -c 'SELECT pg_postmaster_start_time()')
PGPASSWORD=first psql -X -At "host=10.9.200.1 user=acme dbname=telemetry sslmode=require" \
  -c 'SELECT pg_sleep(1000)' > /dev/null 2>&1 &
client=$!
until [ "$(admin -c "SELECT count(*) FROM pg_stat_activity WHERE usename = 'acme'")" = 1 ]; do sleep 0.1; done
systemctl stop squid
fact 'setup without a proxy' "$(run setup) $(run setup)"
fact 'secret without a proxy' "$(run secret)"
fact 'agent without a proxy' "$(run agent)"
fact 'restarts without a proxy' "$(restarts)"

# The secret is rotated, and the proxy comes back.
echo 'v2 {"username": "acme", "password": "second", "dbname": "telemetry"}' > "$FIXTURES/secret"
systemctl start squid
wait_for_proxy
fact 'secret after a rotation' "$(run secret)"
fact 'login with the new password' "$(login second require)"
fact 'login with the old password' "$(login first require)"
fact 'client stayed connected' "$(kill -0 "$client" && echo yes)"
fact 'same server process' "$([ "$started" = "$(admin -c 'SELECT pg_postmaster_start_time()')" ] && echo yes)"
kill "$client"

# Manual changes stay. Another configuration restarts the database, once.
echo '# manual change' >> "/etc/postgresql/$MAJOR/main/pg_hba.conf"
sed -i 's/^log_connections = on/log_connections = off/' "$SELF"
fact 'setup with another configuration' "$(run setup) $(run setup)"
fact 'restarts for another configuration' "$(restarts)"
fact 'manual changes' "$(grep -c 'manual change' "/etc/postgresql/$MAJOR/main/pg_hba.conf")"
fact 'formatted' "$(grep -c ^mkfs /var/log/commands)"
fact 'tuned' "$(grep -c '^# tuned' "/etc/postgresql/$MAJOR/main/postgresql.conf")"

# A table is lost, and restored with the commands in docs/operations.md.
admin -d telemetry -c 'CREATE TABLE readings AS SELECT 1 AS value' > /dev/null
fact 'second backup' "$(run backup)"
admin -d telemetry -c 'INSERT INTO readings VALUES (2)' > /dev/null
# shellcheck disable=SC2034 # restore.sh uses it
moment=$(admin -c 'SELECT clock_timestamp()')
sleep 1
admin -d telemetry -c 'DROP TABLE readings; SELECT pg_switch_wal()' > /dev/null
until runuser -u postgres -- pgbackrest --stanza=main check > /run/scenario/check.log 2>&1; do sleep 1; done
# shellcheck source=/dev/null
source "$FIXTURES/restore.sh"
until [ "$(admin -c 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ]; do sleep 0.1; done
fact 'restored' "$(admin -d telemetry -c 'SELECT string_agg(value::text, $$,$$ ORDER BY value) FROM readings')"

# The volume is lost. The setup creates an empty cluster on the new one, and the documented commands restore the backup.
runuser -u postgres -- pgbackrest --stanza=main check > /run/scenario/check.log 2>&1
systemctl stop "postgresql@$MAJOR-main"
rm -rf /var/lib/postgresql/*
fact 'setup of a new volume' "$(run setup)"
fact 'backup of an empty cluster over the old one' "$(run backup)"
# shellcheck source=/dev/null
source "$FIXTURES/restore-all.sh"
until [ "$(admin -c 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ]; do sleep 0.1; done
fact 'restored from the bucket alone' "$(admin -d telemetry -c 'SELECT string_agg(value::text, $$,$$ ORDER BY value) FROM readings')"
fact 'backup after the restore' "$(run backup)"
