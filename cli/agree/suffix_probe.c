#include "agree/suffix_probe.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "psi/memory.h"

/*
 * Suffixes under which most companies of the world have their names: the
 * larger top-level domains, and the second levels of countries whose registries
 * have them. All are rules of the registries' section of every list from 2021
 * to 2026. What is missing here is only not tried.
 */
/* clang-format off */
static const char *const suffixes[] = {
	"com", "net", "org", "info", "biz", "name", "mobi", "pro", "jobs",
	"travel", "coop", "aero", "edu", "gov", "mil", "int", "asia", "cat",
	"tel", "app", "dev", "online", "store", "shop", "site", "tech",
	"cloud", "xyz", "group", "solutions", "agency", "global", "digital",
	"consulting", "systems", "services", "company", "technology",
	"software", "media", "network", "energy", "finance", "health", "bank",
	"insurance", "law", "legal", "tax", "design", "studio", "ai", "io",
	"co", "me", "tv", "cc", "ws", "fm", "gg", "to", "so", "sh", "ac", "ag",
	"vc", "ly", "ad", "ae", "af", "al", "am", "at", "ax", "az", "ba", "be",
	"bg", "bi", "bo", "br", "by", "bz", "ca", "cd", "ch", "ci", "cl", "cm",
	"cn", "cr", "cu", "cv", "cz", "de", "dk", "dm", "do", "dz", "ec", "ee",
	"eg", "es", "eu", "fi", "fo", "fr", "ge", "gi", "gl", "gr", "gt", "gy",
	"hk", "hn", "hr", "ht", "hu", "id", "ie", "il", "im", "in", "iq", "ir",
	"is", "it", "je", "jo", "jp", "ke", "kg", "kr", "kz", "la", "lb", "li",
	"lk", "lt", "lu", "lv", "ma", "mc", "md", "mg", "mk", "mn", "mo", "mt",
	"mu", "mx", "my", "na", "ng", "ni", "nl", "no", "nu", "nz", "pa", "pe",
	"ph", "pk", "pl", "pt", "qa", "ro", "rs", "ru", "sa", "sc", "se", "sg",
	"si", "sk", "sm", "sn", "su", "sv", "sy", "th", "tj", "tk", "tl", "tm",
	"tn", "tr", "tt", "tw", "tz", "ua", "ug", "uk", "us", "uy", "uz", "vn",
	"co.uk", "org.uk", "me.uk", "ltd.uk", "plc.uk", "net.uk", "ac.uk",
	"gov.uk", "nhs.uk", "com.au", "net.au", "org.au", "edu.au", "gov.au",
	"asn.au", "id.au", "co.nz", "net.nz", "org.nz", "ac.nz", "govt.nz",
	"co.za", "org.za", "net.za", "ac.za", "gov.za", "web.za", "com.br",
	"net.br", "org.br", "gov.br", "edu.br", "ind.br", "com.ar", "org.ar",
	"net.ar", "gob.ar", "edu.ar", "com.mx", "org.mx", "net.mx", "gob.mx",
	"edu.mx", "com.co", "net.co", "org.co", "edu.co", "gov.co", "com.pe",
	"com.ec", "com.ve", "com.uy", "com.py", "com.bo", "com.do", "com.gt",
	"co.cr", "com.sv", "com.ni", "com.pa", "com.pr", "com.cu", "com.hn",
	"co.jp", "or.jp", "ne.jp", "ac.jp", "go.jp", "ed.jp", "gr.jp", "lg.jp",
	"ad.jp", "co.kr", "or.kr", "ac.kr", "go.kr", "ne.kr", "re.kr", "pe.kr",
	"com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn", "com.tw",
	"org.tw", "net.tw", "gov.tw", "edu.tw", "idv.tw", "com.hk", "org.hk",
	"net.hk", "edu.hk", "gov.hk", "com.mo", "com.sg", "org.sg", "net.sg",
	"edu.sg", "gov.sg", "com.my", "net.my", "org.my", "gov.my", "edu.my",
	"co.th", "in.th", "ac.th", "or.th", "go.th", "co.id", "or.id", "ac.id",
	"go.id", "web.id", "com.vn", "net.vn", "org.vn", "edu.vn", "gov.vn",
	"com.ph", "net.ph", "org.ph", "gov.ph", "edu.ph", "com.bd", "com.kh",
	"com.np", "com.mm", "com.bn", "com.pg", "com.fj", "com.lk", "co.in",
	"net.in", "org.in", "firm.in", "gen.in", "ind.in", "ac.in", "edu.in",
	"gov.in", "res.in", "nic.in", "com.pk", "org.pk", "net.pk", "edu.pk",
	"gov.pk", "com.tr", "org.tr", "net.tr", "gov.tr", "edu.tr", "co.il",
	"org.il", "net.il", "ac.il", "gov.il", "com.sa", "org.sa", "gov.sa",
	"edu.sa", "co.ae", "com.eg", "com.kw", "com.qa", "com.bh", "com.om",
	"com.jo", "com.lb", "com.cy", "com.mt", "co.ir", "ac.ir", "com.ng",
	"org.ng", "gov.ng", "edu.ng", "co.ke", "or.ke", "ac.ke", "go.ke",
	"co.tz", "co.ug", "co.zw", "co.zm", "com.gh", "co.bw", "com.na",
	"co.mz", "com.et", "co.ma", "com.tn", "com.dz", "com.ly", "com.sn",
	"com.ua", "net.ua", "org.ua", "gov.ua", "edu.ua", "kiev.ua", "com.pl",
	"net.pl", "org.pl", "edu.pl", "gov.pl", "waw.pl", "co.at", "or.at",
	"ac.at", "gv.at", "com.pt", "org.pt", "edu.pt", "gov.pt", "com.gr",
	"org.gr", "gov.gr", "edu.gr", "com.ro", "org.ro", "co.hu", "org.hu",
	"gov.it", "edu.it", "com.es", "org.es", "nom.es", "gob.es", "edu.es",
	"com.fr", "asso.fr", "gouv.fr", "co.rs", "org.rs", "com.hr", "com.mk",
	"com.al", "com.ba", "com.kz", "org.kz", "com.by", "com.ge", "com.az",
	"com.am", "org.se",
};
/* clang-format on */
#define NUM_SUFFIXES (sizeof suffixes / sizeof suffixes[0])

/* 64 random bits, in hexadecimal behind a letter. */
#define LABEL_CHARS 18

struct trial {
	char label[LABEL_CHARS];
	bool found[NUM_SUFFIXES];
};

static void
make_label(char out[LABEL_CHARS])
{
	uint8_t bytes[8];

	randombytes_buf(bytes, sizeof bytes);
	out[0] = 'p';
	(void)sodium_bin2hex(out + 1, LABEL_CHARS - 1, bytes, sizeof bytes);
}

static int
see_key(void *cookie, const struct psi_normalize_key *key)
{
	struct trial *trial = cookie;
	size_t label_len = strlen(trial->label);
	size_t i = 0;

	/* Public: a number and a name that were made here. */
	for (size_t k = 0; k < key->account_len; k++)
		i = 10 * i + (size_t)(key->account[k] - '0');
	if (i-- == 0 || i >= NUM_SUFFIXES ||
	    key->value_len != label_len + 1 + strlen(suffixes[i]) ||
	    memcmp(key->value, trial->label, label_len) != 0 ||
	    memcmp(key->value + label_len + 1, suffixes[i],
		strlen(suffixes[i])) != 0)
		return 0;
	trial->found[i] = true;
	return 0;
}

/* An export of one account for each suffix, numbered from 1: an id of 0 is none. */
static int
write_accounts(
    struct psi_memory *memory, const struct trial *trial, struct psi_error *err)
{
	static const char header[] = "Id,Website\n";
	struct psi_sink sink;
	int rc;

	psi_memory_sink(memory, &sink);
	rc = sink.write(
	    sink.cookie, (const uint8_t *)header, sizeof header - 1, err);
	for (size_t i = 0; i < NUM_SUFFIXES && rc == 0; i++) {
		char row[80];
		int len = snprintf(row, sizeof row, "%zu,%s.%s\n", i + 1,
		    trial->label, suffixes[i]);

		rc = sink.write(
		    sink.cookie, (const uint8_t *)row, (size_t)len, err);
	}
	return rc;
}

static void
count(struct psi_suffix_probe *out, const struct trial *trial)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < NUM_SUFFIXES; i++) {
		out->num_tried++;
		if (trial->found[i])
			continue;
		if (out->num_failed++ == 0)
			out->failed = suffixes[i];
	}
}

int
psi_suffix_try(struct psi_suffix_probe *out,
    const struct psi_normalizer *normalizer, struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_memory *memory = NULL;
	struct psi_source source;
	struct trial trial;
	const struct psi_normalize_events events = { NULL, see_key, &trial,
		NULL };
	int rc;

	memset(&trial, 0, sizeof trial);
	make_label(trial.label);
	options.types = "domain";
	options.source_date = "2026-01-01";
	if ((rc = psi_memory_new(&memory, NULL, 0, err)) != 0 ||
	    (rc = write_accounts(memory, &trial, err)) != 0)
		goto out;
	psi_memory_source(memory, &source);
	rc = psi_normalize(
	    normalizer, &source, NULL, &options, &events, NULL, err);
	if (rc == 0)
		count(out, &trial);
out:
	psi_memory_free(memory);
	return rc;
}
