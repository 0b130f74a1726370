/* Replaced by the first real file of this room. */
typedef int psi_format_placeholder;
