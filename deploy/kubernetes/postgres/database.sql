-- Run once by the PostgreSQL image, under Kubernetes and under Compose, on an empty volume. Waypost's login owns its own database and nothing else.
\getenv password DATABASE_PASSWORD
create role waypost login password :'password';
create database waypostdb owner waypost;
