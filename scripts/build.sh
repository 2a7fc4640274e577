#!/bin/sh
# Builds Soquete and prepares its fast start. Shows progress on standard error.
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$here/scripts/common.sh"
find_jdk || exit 1

case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  pt*) building="Construindo o Soquete (uma vez; depois ele começa na hora)"; failed="A construção falhou; o que foi dito:"
       no_maven="O Soquete se constrói com o Maven (mvn), que não foi encontrado. Instale-o."
       read_only="A pasta não pode ser escrita por este usuário: construa o Soquete uma vez como dono dela." ;;
  *)   building="Building Soquete (once; after that it starts at once)"; failed="The build failed; what it said:"
       no_maven="Soquete is built with Maven (mvn), which was not found. Install it."
       read_only="This user may not write to the folder: build Soquete once as its owner." ;;
esac

command -v mvn >/dev/null 2>&1 || { echo "$no_maven" >&2; exit 1; }
[ -w "$here/app" ] || { echo "$read_only" >&2; exit 1; }

# One build at a time; who waited for another's finds it done.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$here/.build.lock"
  flock 9
  needs_build "$here" || exit 0
fi

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
printf '%s ' "$building" >&2
(cd "$here" && mvn -B -DskipTests package) >"$log" 2>&1 &
maven=$!
while kill -0 "$maven" 2>/dev/null; do
  printf '.' >&2
  sleep 1
done
wait "$maven"
status=$?
echo >&2
if [ "$status" -ne 0 ]; then
  echo "$failed" >&2
  grep -E 'ERROR' "$log" | head -n 20 >&2
  exit 1
fi

# Libraries of old class versions would be left out of the cache below; they work as they are, too.
"$JAVA_HOME/bin/java" "$here/scripts/RaiseClasses.java" "$here"/app/target/lib/*.jar >/dev/null 2>&1

jar="$here/app/target/soquete-app-0.1.0.jar"
cache="$here/app/target/soquete.aot"
rm -f "$cache"
# Runs that are only remembered: the classes that they load need not be read and verified again. What the JIT learnt is
# left out.
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$cache" -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions \
  -XX:-AOTRecordTraining $soquete_jvm -Xlog:aot=off -Xlog:cds=off -cp "$jar" soquete.app.Practice >/dev/null 2>&1 || rm -f "$cache"
: >"$here/app/target/soquete.built"
