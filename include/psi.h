/*
 * libpsi: private set intersection of company accounts, by files alone.
 *
 * This header includes all others. What holds for all of them:
 *
 * NULL. A pointer may be NULL only where its comment says so; `err` always
 * may. Functions named *_free take NULL.
 *
 * Ownership. What a *_new, *_read, *_generate or *_open function stores in
 * its `out` belongs to the caller, who gives it to the *_free of its type;
 * free wipes. All else that is returned belongs to the object that it came
 * from and lives as long. Inputs are borrowed for the length of the call, but
 * where a comment says that they must live longer.
 *
 * Outputs. A function that fails leaves its outputs as they were; a function
 * that succeeds leaves `err` as it was.
 *
 * Errors. 0 or a negative code (psi/error.h). Texts and hints hold no account
 * data, keys or secrets. Whatever reads a list or a table may return
 * PSI_E_RANDOM, too, since tables of texts are seeded.
 *
 * Threads. Two threads may use the library at once, as long as they do not
 * use the same object. Functions that take `jobs` work on that many threads: the
 * calling one, which needs a stack of 256 KiB, and jobs - 1 that they start, or
 * fewer where the system has no room for them, each with a stack of 1 MiB and
 * with all signals blocked; they end them before they return.
 *
 * Callbacks (sources, sinks, stores, progress, notes, facts). They are called
 * on the thread that called the function they were given to, whatever `jobs`
 * is, one at a time, and never after it has returned. A callback of an object,
 * such as a store, is called on whichever thread uses that object. It may
 * call libpsi, but for functions that take the very object at work. It must
 * return: no longjmp, no exception. One that fails returns a code and, where
 * it gets `err`, fills it with psi_error_set; that is what the caller sees.
 *
 * Options. A structure that callers fill begins with `version`. It has a
 * macro, as in `struct psi_session_options options = PSI_SESSION_OPTIONS_INIT`,
 * and a function, psi_session_options_init, which does the same for other
 * languages. Change what you need after that. The version rises with every
 * field that is added; a structure of another version is refused with PSI_E_ARG
 * before anything behind `version` is read, so a program and a library of
 * different age never read past what the other knows.
 *
 * What the library never does. It opens no path, prints nothing, never exits,
 * and reads neither clock nor environment nor locale: bytes come from a
 * psi_source and go to a psi_sink, and the day is an argument.
 *
 * Days are counted since 1970-01-01, in UTC. Text is UTF-8.
 */
#ifndef PSI_H
#define PSI_H

#include "psi/agreement.h"
#include "psi/date.h"
#include "psi/error.h"
#include "psi/escape.h"
#include "psi/export.h"
#include "psi/identity.h"
#include "psi/inspect.h"
#include "psi/io.h"
#include "psi/ledger.h"
#include "psi/mapping.h"
#include "psi/matches.h"
#include "psi/memory.h"
#include "psi/near.h"
#include "psi/normalize.h"
#include "psi/part.h"
#include "psi/session.h"
#include "psi/share.h"
#include "psi/store.h"
#include "psi/tasks.h"
#include "psi/version.h"

#endif
