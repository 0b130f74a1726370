/*
 * psi_folder_digest FOLDER: a line with a SHA-256 over what is in the folder: the
 * types, modes and names of all that lies in it, and the bytes of files. Times and
 * owners do not count.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#define BLOCK_BYTES 65536

static crypto_hash_sha256_state digest;

static void
cannot(const char *what)
{
	perror(what);
	exit(1);
}

static void
add(const void *bytes, size_t len)
{
	(void)crypto_hash_sha256_update(&digest, bytes, len);
}

static int
open_at(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | flags);

	if (fd < 0)
		cannot(name);
	return fd;
}

static void
add_file(int dir, const char *name)
{
	static char block[BLOCK_BYTES];
	int fd = open_at(dir, name, 0);
	ssize_t n;

	while ((n = read(fd, block, sizeof block)) > 0)
		add(block, (size_t)n);
	if (n < 0)
		cannot(name);
	(void)close(fd);
}

static void
add_link(int dir, const char *name)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(dir, name, target, sizeof target);

	if (len < 0)
		cannot(name);
	add(target, (size_t)len);
}

static int
is_inside(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

/* Its length is in front of a file, so that no two folders read alike; what is in
 * a folder ends with an empty line. */
static void
add_folder(int parent, const char *folder)
{
	int dir = open_at(parent, folder, O_DIRECTORY);
	struct dirent **found = NULL;
	int num = scandirat(dir, ".", &found, is_inside, alphasort);

	if (num < 0)
		cannot(folder);
	for (int i = 0; i < num; i++) {
		const char *name = found[i]->d_name;
		char line[PATH_MAX];
		struct stat st;

		if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			cannot(name);
		add(line,
		    (size_t)snprintf(line, sizeof line, "%o %lld %s\n",
			(unsigned int)st.st_mode,
			S_ISDIR(st.st_mode) ? 0LL : (long long)st.st_size,
			name));
		if (S_ISDIR(st.st_mode))
			add_folder(dir, name);
		else if (S_ISREG(st.st_mode))
			add_file(dir, name);
		else if (S_ISLNK(st.st_mode))
			add_link(dir, name);
		free(found[i]);
	}
	add("\n", 1);
	free(found);
	(void)close(dir);
}

int
main(int argc, char **argv)
{
	uint8_t out[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof out + 1];

	if (argc != 2)
		return 2;
	(void)crypto_hash_sha256_init(&digest);
	add_folder(AT_FDCWD, argv[1]);
	(void)crypto_hash_sha256_final(&digest, out);
	(void)puts(sodium_bin2hex(hex, sizeof hex, out, sizeof out));
	return 0;
}
