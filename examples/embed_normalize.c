/*
 * What becomes of one name, one web address, one country: the rules of
 * libpsi as a function call, for a form that checks what people type.
 *
 * usage: embed_normalize FIELD VALUE [COUNTRY]
 */
#include <psi.h>

#include <stdio.h>
#include <stdlib.h>

static const char suffixes[] = "com\nde\nuk\nco.uk\n";

/* The example ends at the first failure, with what libpsi says of it. */
static void
must(int rc, const struct psi_error *err, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s (%s)\n", what, err->text, psi_error_name(rc));
	if (err->hint[0] != '\0')
		fprintf(stderr, "hint: %s\n", err->hint);
	exit(1);
}

static void
print_step(
    void *cookie, const char *step, const char *result, size_t result_len)
{
	(void)cookie;
	printf("%-20s %.*s\n", step, (int)result_len, result);
}

int
main(int argc, char **argv)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *normalizer = NULL;
	struct psi_error err;

	if (argc < 3 || argc > 4) {
		fprintf(stderr,
		    "usage: embed_normalize FIELD VALUE "
		    "[COUNTRY]\n");
		return 2;
	}
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	must(psi_normalizer_new(&normalizer, &config, &err), &err,
	    "loading the tables");
	must(psi_normalize_explain(normalizer, argv[1], argv[2],
		 argc > 3 ? argv[3] : NULL, print_step, NULL, &err),
	    &err, "explaining");
	psi_normalizer_free(normalizer);
	return fflush(stdout) == 0 ? 0 : 1;
}
