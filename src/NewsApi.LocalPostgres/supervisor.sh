# Keeps one PostgreSQL server running for as long as somebody holds the other end of standard input, and no longer:
# however that process ends, this one then reads the end of its input and stops the server.
# Runs under any POSIX sh, as the user who owns the data.
#
#   $1 base      the folder of the server: data/, the logs, the settings
#   $2 bin       the folder of initdb, pg_ctl and postgres
#   $3 socket    the folder for the socket, made here
#   $4 mode      keep: the data stays; fresh: begin with empty data, which stays; discard: all of base goes at the end
#   $5 timeout   seconds for the server to start
#   $NEWSAPI_POSTGRES_SETTINGS  the server's settings, in the form of postgresql.conf
#
# Standard output:  "progress SENTENCE" for people, then "ready" once the server takes connections
# Standard error:   what the failed program had to say. The exit status tells the step; Supervisor.cs has the sentences.

# Ctrl-C, Ctrl-\, Ctrl-Z and a closing terminal reach the whole process group, the parent too: its end is what counts.
# PIPE: a parent that dies must not take this process along before the server is stopped.
trap '' HUP INT QUIT TERM TSTP PIPE
set -u
umask 077

asked=$1 bin=$2 socket=$3 mode=$4 timeout=$5 settings=$NEWSAPI_POSTGRES_SETTINGS
unset NEWSAPI_POSTGRES_SETTINGS NEWSAPI_POSTGRES_SUPERVISOR

cd "$asked" 2>/dev/null || exit 10
[ -O . ] || exit 11
[ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] && [ -x "$bin/postgres" ] || exit 12
base=$(pwd -P)

say() { echo "progress $1"; }

# The command line of process $1; empty when there is none.
command_line() {
  if [ -r "/proc/$1/cmdline" ]; then
    tr '\0' ' ' <"/proc/$1/cmdline"
  else
    ps -o args= -p "$1"
  fi 2>/dev/null
}

# Whether another supervisor still works on the folder $1. It was started under the name that it noted.
is_supervised() {
  [ -s "$1/supervisor.pid" ] && read -r pid name <"$1/supervisor.pid" && [ "$pid" != $$ ] || return 1
  case $(command_line "$pid") in
    *newsapi-postgres*"$name"*) return 0 ;;
  esac
  return 1
}

# Stops a server that outlived its supervisor in the folder $1.
stop_left_over() {
  [ -s "$1/data/postmaster.pid" ] && read -r pid <"$1/data/postmaster.pid" || return 0
  case $(command_line "$pid") in
    *postgres*" -D $1/data"*)
      "$bin/pg_ctl" -D "$1/data" -m fast -t 30 -w stop || "$bin/pg_ctl" -D "$1/data" -m immediate -t 30 -w stop
      ;;
    *)
      # It is dead, and a new server would shy away from whatever has its number now, were it a zombie. That nothing of it
      # still works on the data the new server makes sure of by itself: it looks for users of the shared memory.
      rm -f "$1/data/postmaster.pid"
      ;;
  esac >/dev/null 2>&1
}

make_data() {
  "$bin/initdb" -D "$base/data.new" -U postgres -E UTF8 --auth-local=trust --auth-host=reject "$@" >initdb.log 2>&1
}

# The server writes its state into the last line of this file, which is gone while no server runs.
is_ready() {
  state=
  [ ! -e data/postmaster.pid ] || while read -r line; do state=$line; done <data/postmaster.pid
  [ "$state" = ready ]
}

stop() {
  if [ "$mode" = discard ]; then
    "$bin/pg_ctl" -D "$base/data" -m immediate -t 30 -w stop
  else
    "$bin/pg_ctl" -D "$base/data" -m fast -t 60 -w stop || "$bin/pg_ctl" -D "$base/data" -m immediate -t 30 -w stop
  fi >/dev/null 2>&1
}

clear_up() {
  rm -rf "$socket" supervisor.pid
  if [ "$mode" = discard ]; then
    cd / && rm -rf "$base"
  fi
}

# A parent that was killed a moment ago has let go of the folder, but its supervisor may still be stopping the server.
if is_supervised "$base"; then
  say 'Waiting for the previous server to stop.'
  while is_supervised "$base"; do sleep 0.05; done
fi
echo "$$ $asked" >supervisor.pid
trap clear_up EXIT

stop_left_over "$base" || exit 13
rm -rf data.new data.old
case $mode in
  fresh)
    # Renamed first, so that a half-deleted folder is never taken for data.
    if [ -e data ]; then mv data data.old && rm -rf data.old || exit 14; fi
    ;;
  discard)
    # Throw-away servers whose supervisor was killed along with everything else.
    for other in "${base%/*}"/newsapi-postgres-*; do
      if [ "$other" != "$base" ] && [ -O "$other" ] && [ -s "$other/supervisor.pid" ] && ! is_supervised "$other"; then
        stop_left_over "$other" && rm -rf "$other"
      fi
    done
    ;;
esac

if [ ! -e data ]; then
  say "Creating the database in $asked."
  if [ "$mode" = discard ]; then set -- --no-sync; else set --; fi
  # Older systems of Apple have no C.UTF-8.
  if ! make_data --locale=C.UTF-8 "$@"; then
    rm -rf data.new
    make_data --locale=C "$@" || { tail -n 20 initdb.log >&2; exit 15; }
  fi
  printf "\ninclude '../server.conf' # written anew at every start\n" >>data.new/postgresql.conf
  mv data.new data || exit 15
  # initdb synced what is in the folder, and this the folder's new name. A sync that takes no argument does as well.
  [ "$mode" = discard ] || sync "$base" 2>/dev/null || sync
fi

printf '%s\n' "$settings" >server.conf
rm -rf "$socket"
mkdir -m 700 "$socket" || exit 16
[ ! -s server.log ] || mv -f server.log server.log.1

# pg_ctl looks only every 100 ms whether the server is ready, and as long as it looks, Ctrl-C has it stop the server.
# So it is here to notice a failure; a watcher that looks more often ends it when all is well.
{
  "$bin/pg_ctl" -D "$base/data" -l "$base/server.log" -t "$timeout" -w start </dev/null >/dev/null &
  starter=$!
  { while ! is_ready && kill -0 "$starter"; do sleep 0.01; done; kill -9 "$starter"; } &
  watcher=$!
  wait "$starter"
  kill -9 "$watcher"
} 2>/dev/null
if ! is_ready; then
  tail -n 20 server.log >&2
  stop
  exit 17
fi
echo ready

cat >/dev/null
stop
