"""What must hold of docker-compose.yml and the Dockerfile, whoever changes them. Run from the repository; prints what does not hold.

Where Docker's compose plugin is installed, `docker compose config` has the last word on the form; what is asked here is what it does not ask.
"""

import re
import shutil
import subprocess
import sys

import yaml

problems = []


def hold(condition, what):
    if not condition:
        problems.append(what)


class Strict(yaml.SafeLoader):
    """A key that is given twice is an error, not the later one."""


def mapping(loader, node, deep=False):
    own = [key.value for key, _ in node.value if key.value != "<<"]
    hold(len(own) == len(set(own)), f"docker-compose.yml:{node.start_mark.line + 1}: a key is given twice")
    loader.flatten_mapping(node)
    return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}


Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)

with open("docker-compose.yml", encoding="utf-8") as file:
    compose = yaml.load(file, Strict)

KNOWN = {
    "image", "build", "command", "entrypoint", "profiles", "ports", "expose", "environment", "depends_on", "healthcheck", "restart",
    "stop_grace_period", "read_only", "tmpfs", "cap_drop", "security_opt", "volumes", "configs",
}
hold(set(compose) <= {"services", "volumes", "configs", "x-etl"}, f"docker-compose.yml: unknown members {set(compose)}")
services = compose["services"]
hold({"serve", "refresh", "query", "s3", "postgresql"} <= set(services), "docker-compose.yml: a service is missing")
for name, service in services.items():
    at = f"docker-compose.yml: {name}"
    hold(set(service) <= KNOWN, f"{at}: unknown members {set(service) - KNOWN}")
    hold("no-new-privileges:true" in service.get("security_opt", []), f"{at}: no-new-privileges")
    hold(all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), f"{at}: a port is published beyond loopback")
    hold(name == "serve" or "profiles" in service, f"{at}: optional services have a profile")
    for volume in service.get("volumes", []):
        hold(isinstance(volume, dict) and volume["type"] in ("bind", "volume"), f"{at}: volumes are written in full")
        hold(volume["type"] == "bind" or volume["source"] in compose["volumes"], f"{at}: the volume {volume['source']} is not declared")
        hold(volume["type"] == "volume" or volume.get("read_only") is True, f"{at}: what is mounted from the machine is read-only")
    for config in service.get("configs", []):
        hold(config["source"] in compose["configs"], f"{at}: the config {config['source']} is not declared")
    for other in service.get("depends_on", {}):
        hold(other in services, f"{at}: depends on {other}, which is not there")
        hold("healthcheck" in services[other], f"{at}: waits for {other}, which has no health check")
    if service["image"] == "etl":
        hold(service.get("read_only") is True and service.get("cap_drop") == ["ALL"], f"{at}: read-only root, no capabilities")
        hold("user" not in service, f"{at}: the image's user")
        for variable in service.get("environment", {}):
            hold(re.fullmatch(r"(ETL__|AWS_)[A-Z0-9_]+", variable), f"{at}: {variable}")
    else:
        hold(re.fullmatch(r"[a-z0-9./-]+:[0-9][0-9.]*", service["image"]), f"{at}: the image's version is named")
hold("healthcheck" in services["serve"], "docker-compose.yml: serve has a health check")
hold(services["query"]["volumes"][0].get("read_only") is True, "docker-compose.yml: query cannot write")

with open("Dockerfile", encoding="utf-8") as file:
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", file.read(), flags=re.M))
lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
stages = [arguments for word, arguments in lines if word == "FROM"]
final = lines[max(i for i, (word, _) in enumerate(lines) if word == "FROM"):]
words = {word: arguments for word, arguments in final}
hold(len(stages) == 2 and all(re.search(r":\d+\.\d+( |$)", stage) for stage in stages), f"Dockerfile: two stages with versions, not {stages}")
hold(all(word in ("FROM", "RUN", "WORKDIR", "COPY", "ARG", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD") for word, _ in lines), "Dockerfile: unknown instruction")
hold(re.fullmatch(r"[1-9]\d*:[1-9]\d*", words.get("USER", "")), "Dockerfile: it runs as a user by number, and not as root")
hold("HEALTHCHECK" in words, "Dockerfile: no health check")
hold(words.get("VOLUME") == "/lake", "Dockerfile: the lake is a volume")
hold("PublishReadyToRun=true" in text, "Dockerfile: compiled ahead of time")
hold([a for w, a in final if w == "COPY"] == ["--from=build /app /app"], "Dockerfile: the image holds the published program and nothing else")

if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
    for profile in ("refresh", "query", "s3", "postgresql"):
        checked = subprocess.run(["docker", "compose", "--profile", profile, "config", "--quiet"], capture_output=True, text=True)
        hold(checked.returncode == 0, f"docker compose --profile {profile} config: {checked.stderr.strip()}")
else:
    print("Docker's compose plugin is not installed: its own check of the form is left out.")

print("\n".join(problems) if problems else "The container files hold.")
sys.exit(1 if problems else 0)
