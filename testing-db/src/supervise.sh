# Runs one throw-away PostgreSQL: supervise.sh BIN
# Says "ready FOLDER" on stdout, or the reason why not. Each line of stdin names a database to drop;
# the end of stdin (the test process ended, however) stops the server and removes the folder.
bin=$1
# Whoever reads stdout may be gone before the work is done.
trap '' PIPE
folder=$(mktemp -d "${TMPDIR:-/tmp}/testing-pg.XXXXXX") || { echo "no folder for the cluster under ${TMPDIR:-/tmp}"; exit 1; }
trap 'rm -rf "$folder"' EXIT
log=$folder/log
give_up() { echo "$1"; cat "$log"; exit 1; }

"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$log" 2>&1 </dev/null ||
    give_up "initdb failed"

"$bin/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >>"$log" 2>&1 </dev/null &
server=$!

patience=600
until "$bin/pg_isready" -q -h "$folder"; do
    kill -0 "$server" 2>/dev/null || give_up "the server ended at once"
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || { kill -QUIT "$server"; give_up "the server does not answer"; }
    sleep 0.1
done
echo "ready $folder"

while read -r database; do
    "$bin/dropdb" --force -h "$folder" -U postgres "$database" >>"$log" 2>&1 </dev/null
done
kill -QUIT "$server"
wait "$server"
