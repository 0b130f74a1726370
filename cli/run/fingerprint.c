#include "run/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

/* On the stack. */
#define CHUNK 8192

static void
finish(char out[PSI_RUN_HEX_CHARS], crypto_hash_sha256_state *state)
{
	uint8_t digest[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256_final(state, digest);
	(void)sodium_bin2hex(out, PSI_RUN_HEX_CHARS, digest, sizeof digest);
}

void
psi_run_hex(char out[PSI_RUN_HEX_CHARS], const void *in, size_t in_len)
{
	crypto_hash_sha256_state state;

	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, in, in_len);
	finish(out, &state);
}

int
psi_run_hex_file(
    char out[PSI_RUN_HEX_CHARS], const char *path, struct psi_error *err)
{
	crypto_hash_sha256_state state;
	uint8_t chunk[CHUNK];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = -1;

	(void)crypto_hash_sha256_init(&state);
	while (fd >= 0 &&
	    ((n = read(fd, chunk, sizeof chunk)) > 0 ||
		(n < 0 && errno == EINTR)))
		if (n > 0)
			(void)crypto_hash_sha256_update(
			    &state, chunk, (size_t)n);
	if (n < 0)
		(void)psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", path);
	if (fd >= 0)
		(void)close(fd);
	/* The list may be somebody's. */
	sodium_memzero(chunk, sizeof chunk);
	if (n < 0)
		return PSI_E_IO;
	finish(out, &state);
	return 0;
}

/* There is no such file for us, today or tomorrow. */
static bool
is_absent(int number)
{
	return number == ENOENT || number == ENOTDIR || number == EISDIR ||
	    number == ELOOP || number == EACCES;
}

int
psi_run_hex_host(char out[PSI_RUN_HEX_CHARS], struct psi_error *err)
{
	static const char id[] = "/etc/machine-id";
	char text[320] = "psi-run/host/";
	size_t len = strlen(text);
	int fd = open(id, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text + len, sizeof text - len);
	int number = errno;

	if (fd >= 0)
		(void)close(fd);
	if (n < 0 && !is_absent(number))
		return psi_error_set_errno(
		    err, PSI_E_IO, number, "cannot read '%s'", id);
	if (n <= 0) {
		(void)gethostname(text + len, sizeof text - len - 1);
		text[sizeof text - 1] = '\0';
		n = (ssize_t)strlen(text + len);
	}
	psi_run_hex(out, text, len + (size_t)n);
	return 0;
}
