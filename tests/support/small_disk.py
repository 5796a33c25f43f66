"""Small file systems in memory, to fill or to make read-only. They take root, else tests skip."""
import pathlib
import subprocess


class SmallDiskMixin:
    """For a program.ProgramTest."""

    def small_disk(self, size, name='disk'):
        """A folder with room for so much, "1500k"; gone with the test."""
        place = self.folder / name
        place.mkdir()
        made = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', str(place)],
                              capture_output=True, check=False)
        if made.returncode != 0:
            self.skipTest('no small disk could be made; that takes root')
        self.addCleanup(subprocess.run, ['umount', '-l', str(place)], check=False)
        return place

    @staticmethod
    def remount(place, *options):
        subprocess.run(['mount', '-o', ','.join(['remount', *options]), str(place)], check=True)

    @staticmethod
    def fill(place, leave=0):
        """Takes all room but about so many bytes; returns the file to remove again."""
        filler = pathlib.Path(place) / 'filler'
        with filler.open('wb', buffering=0) as file:
            try:
                while True:
                    file.write(b'x' * 4096)
            except OSError:
                pass
            file.truncate(max(0, filler.stat().st_size - leave))
        return filler
