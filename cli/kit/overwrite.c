#include "kit/overwrite.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

void
psi_overwrite(int fd)
{
	uint8_t zeros[4096] = { 0 };
	struct stat st;
	off_t left;

	if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		return;
	for (left = st.st_size; left > 0;) {
		size_t want = sizeof zeros;
		ssize_t n;

		if (left < (off_t)want)
			want = (size_t)left;
		n = write(fd, zeros, want);
		if (n <= 0)
			return;
		left -= n;
	}
	(void)fsync(fd);
}

int
psi_overwrite_open(int dir_fd, const char *path)
{
	return openat(
	    dir_fd, path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

void
psi_overwrite_old(int fd)
{
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 0)
		psi_overwrite(fd);
	(void)close(fd);
}
