/* Directories of companies, as the partner may send one with an agreement. */
#include "fuzz.h"

#include "psi/normalize.h"

#include "support/memory.h"

static const char suffixes[] = "com\norg\nco.uk\n";
static const char list[] = "id,name,website,country,lei\n"
			   "1,Acme Ltd,acme.com,GB,529900T8BM49AURSDO55\n"
			   "2,Acme,acme.org,,\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	/* Made once: it takes longer than everything else. */
	static struct psi_normalizer *normalizer;
	struct psi_directory *directory = NULL;
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&keys);
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	fuzz_check(normalizer != NULL ||
	    psi_normalizer_new(&normalizer, &config, NULL) == 0);
	rc = psi_directory_new(&directory, normalizer, &source, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	} else {
		fuzz_check(psi_directory_entities(directory) > 0);
		source = memory_source(&memory, list, sizeof list - 1);
		options.source_date = "2026-11-21";
		options.directory = directory;
		fuzz_check(psi_normalize(normalizer, &source, &sink, &options,
			       NULL, NULL, &err) == 0);
	}
	psi_directory_free(directory);
	psi_buf_clear(&keys);
	return 0;
}
