/*
 * Zeros over a file that nobody needs any more. A file system may well put them
 * elsewhere, and an SSD does: an effort, and no promise.
 */
#ifndef PSI_KIT_OVERWRITE_H
#define PSI_KIT_OVERWRITE_H

/* All bytes of the file become zero, and are on the disk. It stays open; what fails
 * is left. */
void psi_overwrite(int fd);

/*
 * The file that stands at `path`, to be overwritten once another has its name: -1
 * where there is none, or it cannot be written. psi_overwrite_old then closes it;
 * a file that has another name still, as a backup by a hard link, stays as it is.
 */
int psi_overwrite_open(int dir_fd, const char *path);
void psi_overwrite_old(int fd);

#endif
