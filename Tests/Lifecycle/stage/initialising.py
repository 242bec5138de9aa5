"""The init containers of a Pod on the node: one after the other, each until it has ended well."""

import base64
import json
import time

from stage import volumes
from stage.container import Container

# Images below it can be pulled with a Secret alone; all others by everybody.
PRIVATE = "example.com"
# Between two tries of an image, and of a container that has failed.
DELAY = 0.5


class Initialising:
    def __init__(self, life):
        self.life = life
        self.specs = life.pod["spec"].get("initContainers") or []
        self.is_done = not self.specs
        self.statuses = []

    def run(self):
        """False where the Pod goes before they have ended."""
        for spec in self.specs:
            while (state := self._once(spec)) != "Completed":
                self.life.report("Pending", waiting={"reason": "PodInitializing"})
                self.life.changed.clear()
                self.life.changed.wait(DELAY)
                if self.life.deadline:
                    return False
        self.is_done = True
        return True

    def _once(self, spec):
        """Pulls and runs one; the reason for how that went."""
        if message := lacking(self.life.pod, spec["image"], self.life.api):
            return self._tell(spec, waiting={"reason": "ImagePullBackOff", "message": message})
        folder = self.life.folder / spec["name"]
        folder.mkdir(exist_ok=True)
        try:
            container = Container(folder, self.life.folder / f"{spec['name']}-0.log", *self.life.prepare(spec))
        except (volumes.NotThere, KeyError) as error:
            return self._tell(spec, waiting={"reason": "CreateContainerConfigError", "message": str(error)})
        while (code := container.exit_code()) is None and not self.life.deadline:
            time.sleep(0.05)
        if code is None:
            container.kill()
        reason = "Error" if code else "Completed"
        return self._tell(spec, terminated={"exitCode": code if code is not None else 137, "reason": reason, "message": container.message()})

    def _tell(self, spec, **state):
        [(_, value)] = state.items()
        is_good = value["reason"] == "Completed"
        status = {
            "name": spec["name"], "image": spec["image"], "imageID": "", "ready": is_good, "restartCount": 0, "started": False, "state": state,
        }
        self.statuses = [one for one in self.statuses if one["name"] != spec["name"]] + [status]
        return value["reason"]


def lacking(pod, image, api):
    """Why an image cannot be pulled with the Pod's Secrets; None where it can."""
    host = image.split("/")[0]
    if not host.endswith(PRIVATE):
        return None
    for reference in pod["spec"].get("imagePullSecrets") or []:
        secret = api.read(f"/api/v1/namespaces/{pod['metadata']['namespace']}/secrets/{reference['name']}")
        text = ((secret or {}).get("data") or {}).get(".dockerconfigjson")
        if text and host in json.loads(base64.b64decode(text))["auths"]:
            return None
    return f"no Secret of the Pod is for {image}"
