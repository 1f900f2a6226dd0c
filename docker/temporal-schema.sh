#!/bin/sh
# Makes or updates Temporal's two databases; safe to run at every start. SQL_PASSWORD is the password.
set -eu

sql() {
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u lotse --db "$database" "$@"
}

for database in temporal temporal_visibility; do
  folder=temporal
  [ "$database" = temporal_visibility ] && folder=visibility
  sql "$database" create || true
  # Says no where a schema is already there; then only the update is left to do.
  sql "$database" setup-schema -v 0.0 || true
  sql "$database" update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
done
