internal import CLinux

/// The C library's configuration for looking host names up.
package enum NameService {
    /// Whether `getaddrinfo` asks `/etc/hosts` and DNS and nothing else; to be looked at before its first call.
    ///
    /// A static executable would load the host's NSS libraries into the process otherwise.
    package static let asksFilesAndDNSOnly: Bool = unsafe __nss_configure_lookup("hosts", "files dns") == 0
}
