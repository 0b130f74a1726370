/*
 * Temporary files that must not survive the program, and the signals that
 * could make them.
 *
 * SIGHUP, SIGINT, SIGQUIT and SIGTERM remove what is registered, give the
 * terminal its echo back, and end the program by the same signal. Where the
 * system can make files without names (O_TMPFILE), nothing is left by SIGKILL
 * either. Elsewhere, and in the moment in which a file replaces another, it
 * may leave a file whose name begins with PSI_CLEANUP_PREFIX: the next tool
 * that writes into that folder removes it.
 */
#ifndef PSI_CLI_CLEANUP_H
#define PSI_CLI_CLEANUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "psi/error.h"

struct termios;

/* Install the handlers; ignore SIGPIPE and SIGXFSZ, so that they are
 * errors of write() like any other. Called once, by cli/tool. */
void psi_cleanup_init(void);

/* What the last part of a template begins with, for files that are not in a
 * folder with a lock (cli/store_dir). */
#define PSI_CLEANUP_PREFIX ".psi.tmp-"

/*
 * Make a temporary file from a template ending in XXXXXX (which is filled in)
 * and register it, with no moment between in which a signal could leave it
 * behind. The name is relative to the folder `dir_fd`, which stays open as
 * long as the file is registered, or to the working directory for AT_FDCWD.
 * Mode 0600, close-on-exec. Whether it really has that name before
 * psi_cleanup_rename is the system's affair. Returns the descriptor or -1 with errno; the slot
 * to hand to the functions below goes to `*slot`.
 */
int psi_cleanup_make(int dir_fd, char *name, int *slot);

/*
 * Give a registered file its final name in the same folder (`name` is relative
 * as the template was), again with no such moment. Without
 * `replace`, an existing name is never overwritten. Returns 0 or -1 with
 * errno (EEXIST); after a failure the file is still registered.
 */
int psi_cleanup_rename(int slot, const char *name, bool replace);

/*
 * A path by which a registered file is opened again, for libraries that write to
 * a file by its name: it may have none of its own. Valid as long as the file is
 * registered.
 */
#define PSI_CLEANUP_PATH_BYTES 4096
void psi_cleanup_path(int slot, char out[PSI_CLEANUP_PATH_BYTES]);

/*
 * Remove what killed programs have left in a folder (relative to `dir_fd`, or to
 * the working directory for AT_FDCWD), where no program may write into it again for
 * long. What a process that lives has registered stays; so does what is another
 * user's. What cannot be removed is left for the next time.
 */
void psi_cleanup_left_over(int dir_fd, const char *folder);

/* Remove a registered file. A slot of -1 is fine. */
void psi_cleanup_remove(int slot);

/* The terminal settings to restore on a signal; fd -1 for none again. */
void psi_cleanup_terminal(int fd, const struct termios *saved);

/* The umask of the process, read once at its start. */
mode_t psi_cleanup_umask(void);

#endif
