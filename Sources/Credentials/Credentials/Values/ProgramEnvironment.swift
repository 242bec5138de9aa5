/// What a program that fetches a credential is told of Pullpass' own environment.
///
/// It is what such programs need to find their files, their way out and who they are. Everything else stays with Pullpass: among its
/// variables are passwords of other registries. README lists what is let through.
package enum ProgramEnvironment {
    /// Where things are, and how to speak.
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "HOSTNAME", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        "NODE_NAME",
    ]

    /// The families by which clouds and clusters tell a process who it is.
    private static let prefixes = [
        "LC_", "XDG_", "KUBERNETES_", "POD_", "AWS_", "ECS_", "AZURE_", "IDENTITY_", "MSI_", "GOOGLE_", "GCE_",
        "GCLOUD_", "CLOUDSDK_", "OCI_",
        "ALIBABA_CLOUD_", "IBMCLOUD_", "DIGITALOCEAN_",
    ]

    /// The variables for a program.
    ///
    /// - Parameters:
    ///   - all: The variables of the process.
    ///   - withheld: Those that hold a credential of the configuration, which are left out whatever they are called.
    /// - Returns: What the program may know.
    package static func of(_ all: [String: String], withholding withheld: Set<String>) -> [String: String] {
        all.filter { name, _ in
            !withheld.contains(name) && (names.contains(name) || prefixes.contains(where: name.hasPrefix))
        }
    }
}
