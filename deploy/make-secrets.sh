#!/bin/sh
# Creates the secrets of a deployment. Existing files are not overwritten. Only the owner can read the created files.
#   make-secrets.sh                      for Docker Compose: .env
#   make-secrets.sh kubernetes           for Kubernetes: base/secrets.env and postgres/postgres.env
#   make-secrets.sh processes FOLDER     for plain processes: manager.env, provider.env, stats.env
set -eu
umask 077
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)

random() { tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"; }

# 44 letters and digits are base64 of 33 bytes.
webhook_secret="whsec_$(random 44)"
data_protection_secret=$(random 44)
admin_password=$(random 24)
database_password=$(random 40)
postgres_password=$(random 40)

fill() { # template, file
    if [ -e "$2" ]; then
        echo "$2 already exists and was not changed." >&2
        exit 1
    fi
    while IFS= read -r line; do
        case $line in
            '#'*) value= ;;
            WEBHOOK_SECRET= | webhook-secret= | Waypost__WebhookSecret=) value=$webhook_secret ;;
            DATA_PROTECTION_SECRET= | data-protection-secret= | Waypost__DataProtectionSecret=) value=$data_protection_secret ;;
            ADMIN_PASSWORD= | admin-password= | Waypost__Bootstrap__AdminPassword=) value=$admin_password ;;
            POSTGRES_PASSWORD=) value=$postgres_password ;;
            DATABASE_PASSWORD= | *';Password=') value=$database_password ;;
            *) value= ;;
        esac
        printf '%s%s\n' "$line" "$value"
    done <"$1" >"$2"
    echo "Written: $2"
}

case ${1:-compose} in
    compose)
        fill "$here/.env.example" "$here/.env"
        ;;
    kubernetes)
        fill "$here/kubernetes/base/secrets.env.example" "$here/kubernetes/base/secrets.env"
        fill "$here/kubernetes/postgres/postgres.env.example" "$here/kubernetes/postgres/postgres.env"
        ;;
    processes)
        folder=${2:?the folder to write to, such as /etc/waypost}
        mkdir -p "$folder"
        for service in manager provider stats; do
            fill "$here/systemd/$service.env.example" "$folder/$service.env"
        done
        ;;
    *)
        sed -n '2,5s/^# *//p' "$0" >&2
        exit 2
        ;;
esac
