#include "run/move.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int
sync_folder(const struct psi_run *run, const char *folder)
{
	int fd = openat(run->dir_fd, folder,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);
	int number = errno;

	if (fd < 0)
		return -1;
	(void)close(fd);
	errno = number;
	/* Some network file systems cannot sync a folder, and say so. */
	return rc == 0 || number == EINVAL || number == ENOTSUP ? 0 : -1;
}

int
psi_run_move(const struct psi_run *run, const char *from, const char *folder,
    const char *to, struct psi_error *err)
{
	if (rename(from, to) == 0 && sync_folder(run, folder) == 0)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot write '%s'", to);
}

int
psi_run_sync(
    const struct psi_run *run, const char *folder, struct psi_error *err)
{
	if (sync_folder(run, folder) == 0)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot write the folder '%s'", folder);
}
