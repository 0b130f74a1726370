# Names: text, tokens, tables and keys.
target_sources(psi_normal PRIVATE
	lexicon.c
	name.c
	name_emit.c
	name_strip.c
	text.c
	tokens.c)
