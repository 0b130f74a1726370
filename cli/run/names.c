#include "run/names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
refuse(const char *folder, struct psi_error *err)
{
	if (errno == ENOMEM)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot look into the folder '%s'", folder);
}

static int
each(DIR *dir, const char *folder,
    int (*on_name)(void *cookie, const char *name, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	const struct dirent *entry;
	int rc = 0;

	while (rc == 0) {
		errno = 0;
		if ((entry = readdir(dir)) == NULL)
			return errno == 0 ? 0 : refuse(folder, err);
		rc = on_name(cookie, entry->d_name, err);
	}
	return rc;
}

int
psi_run_names(const struct psi_run *run, const char *folder,
    int (*on_name)(void *cookie, const char *name, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	int fd =
	    openat(run->dir_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;
	int rc;

	if (fd < 0)
		return errno == ENOENT ? 0 : refuse(folder, err);
	if ((dir = fdopendir(fd)) == NULL) {
		rc = refuse(folder, err);
		(void)close(fd);
		return rc;
	}
	rc = each(dir, folder, on_name, cookie, err);
	(void)closedir(dir);
	return rc;
}
