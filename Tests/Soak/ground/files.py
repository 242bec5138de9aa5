"""Files as a kubelet mounts them: a folder behind a link that is swapped, so that all of them change at once."""

import os
import pathlib
import shutil


class Mounted:
    """`folder` shows what was put last; `put` is as fast as a link, whatever was put."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.number = 0

    def put(self, files):
        """Names to bytes or text."""
        self.number += 1
        place = self.folder / f"..{self.number}"
        place.mkdir()
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (place / name).write_bytes(data)
        link = self.folder / "..data_tmp"
        link.symlink_to(place.name)
        os.replace(link, self.folder / "..data")
        for name in files:
            if not (self.folder / name).is_symlink():
                (self.folder / name).symlink_to(f"..data/{name}")
        for old in self.folder.glob("..[0-9]*"):
            if old != place:
                shutil.rmtree(old)

    def contents(self):
        """What is there now, by name."""
        return {path.name: path.read_bytes() for path in (self.folder / "..data/").iterdir()}

    def take_away(self):
        """Nothing is there any more, as on a volume that was unmounted."""
        (self.folder / "..data").unlink()
