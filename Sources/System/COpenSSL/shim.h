// OpenSSL 3 for the TLS module, with inline functions for what Swift cannot import: function-like macros, 64-bit option
// constants, and variadics. Each is named pullpass_ and the macro's own name.
#pragma once
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Function-like macro over SSL_CTX_ctrl.
static inline int pullpass_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}

// Function-like macro over SSL_CTX_ctrl.
static inline long pullpass_SSL_CTX_set_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_mode(context, mode); }

// Function-like macro over SSL_CTX_ctrl.
static inline long pullpass_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

// Function-like macro over SSL_CTX_ctrl.
static inline int pullpass_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *groups) {
    return (int)SSL_CTX_set1_groups_list(context, groups);
}

// Function-like macro over SSL_CTX_ctrl; takes ownership of the certificate when it succeeds.
static inline int pullpass_SSL_CTX_add_extra_chain_cert(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add_extra_chain_cert(context, certificate);
}

// Function-like macro with a cast.
static inline int pullpass_SSL_CTX_set_read_ahead(SSL_CTX *context, int on) {
    return (int)SSL_CTX_set_read_ahead(context, on);
}

// The SSL_OP_ constants are 64-bit expressions, which are not imported.
static inline uint64_t pullpass_server_options(void) {
    return SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
           SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF;
}

// Function-like macro.
static inline long pullpass_BIO_get_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

// Function-like macro over EVP_PKEY_CTX_ctrl.
static inline EVP_PKEY *pullpass_EVP_EC_gen_p256(void) { return EVP_EC_gen("P-256"); }

// Function-like macro over the variadic EVP_PKEY_Q_keygen.
static inline EVP_PKEY *pullpass_EVP_RSA_gen_2048(void) { return EVP_RSA_gen(2048); }

// GENERAL_NAME is a tagged union; sk_ functions are macros. Writes one name as text ("DNS:a", "IP:…") into a BIO.
static inline int pullpass_print_alternative_names(X509 *certificate, BIO *out) {
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (names == NULL) return 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (i > 0) BIO_puts(out, ", ");
        GENERAL_NAME_print(out, sk_GENERAL_NAME_value(names, i));
    }
    GENERAL_NAMES_free(names);
    return 1;
}

// XN_FLAG_RFC2253 is an expression of casts.
static inline int pullpass_print_name_rfc2253(BIO *out, const X509_NAME *name) {
    return X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253);
}

// The reason code of "somebody speaks plain HTTP to a TLS port".
static inline int pullpass_is_http_request(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_SSL &&
           (ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST || ERR_GET_REASON(error) == SSL_R_HTTPS_PROXY_REQUEST);
}

// The number of the alert that a peer ended the connection with (RFC 8446 section 6); -1 where it is another error.
static inline int pullpass_alert(unsigned long error) {
    int reason = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
    return ERR_GET_LIB(error) == ERR_LIB_SSL && reason >= 0 && reason <= 255 ? reason : -1;
}

// SSL_OP_ constants as above. SSL_OP_IGNORE_UNEXPECTED_EOF is not among them: a cut connection must not look complete.
static inline uint64_t pullpass_client_options(void) { return SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION; }

// Function-like macro over SSL_ctrl: the name for the server to choose its certificate by.
static inline int pullpass_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

// What a TLS client says of a peer that answered in plain text, and of a certificate that did not pass.
static inline int pullpass_is_not_tls(unsigned long error) {
    int reason = ERR_GET_REASON(error);
    return ERR_GET_LIB(error) == ERR_LIB_SSL &&
           (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_HTTP_REQUEST);
}
static inline int pullpass_is_verify_failure(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED;
}

// What a peer may still send (PeerAllowance.swift): records within this call, and handshake messages until it has earned more.
typedef struct {
    int records;
    int messages;
    int has_read;
} pullpass_allowance;

// A message callback: for the header of each record, and for each handshake message. It cannot make the call fail, but after
// an end of the peer's side OpenSSL throws away what comes next and returns.
static inline void pullpass_use_allowance(int is_written, int version, int type, const void *bytes, size_t length, SSL *ssl,
                                          void *argument) {
    (void)version, (void)bytes, (void)length;
    pullpass_allowance *left = (pullpass_allowance *)argument;
    if (is_written) return;
    if (type == SSL3_RT_HEADER) {
        if (left->records-- > 0) return;
    } else if (type != SSL3_RT_HANDSHAKE || left->messages-- > 0) {
        return;
    }
    SSL_set_shutdown(ssl, SSL_get_shutdown(ssl) | SSL_RECEIVED_SHUTDOWN);
}

// Function-like macro over SSL_ctrl. The allowance must outlive the session.
static inline void pullpass_SSL_set_allowance(SSL *ssl, pullpass_allowance *allowance) {
    SSL_set_msg_callback(ssl, pullpass_use_allowance);
    SSL_set_msg_callback_arg(ssl, allowance);
}
