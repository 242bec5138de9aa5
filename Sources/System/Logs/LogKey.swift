/// What log lines have keys for beside their message: every key that any line has, so that a query for one finds them all.
///
/// A message is a sentence and says the same in words. What a key may hold is the same everywhere: `namespace` is a namespace of the cluster,
/// never a folder or a kind's own idea of one.
package enum LogKey: String, CaseIterable, Sendable {
    // What a line is about.

    /// A registry, by its name in the configuration.
    case registry
    /// A namespace of the cluster; of an object the one that it is in.
    case namespace
    /// A Secret.
    case secret
    /// A Pod.
    case pod
    /// An object that has no key of its own: what it is, as manifests say it.
    case kind
    /// Its name.
    case name
    /// A replica, by its name in the Lease.
    case replica
    /// A file, or several.
    case file

    // Calls of the API server.

    /// The verb as RBAC calls it.
    case verb
    /// The resource, in the plural and in lower case.
    case resource
    /// The status code of an answer.
    case code

    // Admissions.

    /// The uid of an AdmissionReview's request.
    case uid
    /// What became of it, as the label of the metric has it.
    case result
    /// The images of a Pod.
    case images
    /// How many images there are, where not all of them are shown.
    case imageCount = "image_count"
    /// Names of Secrets.
    case secrets

    // Why.

    /// What somebody said who failed.
    case error
    /// What is the matter, in words.
    case reason

    // How much and how often.

    /// How many times.
    case times
    /// How many like this one were not written.
    case suppressed
    /// How many registries there are.
    case registries
    /// How many Secrets are meant.
    case count
    /// How many there are of them in all.
    case total
    /// A time.
    case seconds
    /// A time.
    case days
    /// How many threads answer.
    case loops
    /// How many bytes connections may take.
    case connectionMemoryBytes = "connection_memory_bytes"
    /// How many connections are taken.
    case connections
    /// How many files may be open.
    case openFiles = "open_files"

    // Where this process can be reached, and whom it talks to.

    /// The API server.
    case cluster
    /// The listener for kubelet and Prometheus.
    case operators = "operator"
    /// The webhook.
    case webhook
    /// The admission policy.
    case policy
    /// Which listener.
    case listener

    // Connections.

    /// What there is not enough of.
    case shortOf = "short_of"
    /// How many connections were ended for others.
    case evicted
    /// How many were not taken.
    case refused
    /// Whose are the most.
    case mostHeldBy = "most_held_by"
    /// How many these are.
    case held

    // Certificates.

    /// What TLS clients said, and how often.
    case alerts
    /// Who they are.
    case callers
    /// Who it is for.
    case subject
    /// Who has signed it.
    case issuer
    /// The names in it.
    case names
    /// When it ends.
    case notAfter = "not_after"
    /// Its fingerprint.
    case sha256
    /// What a Secret with certificates holds.
    case content
    /// The CA that signs.
    case authority
    /// How many CAs are trusted.
    case authorities

    /// Whether it holds a number, which JSON has without quotation marks.
    package var isNumber: Bool {
        switch self {
        case .code, .imageCount, .times, .suppressed, .registries, .count, .total, .seconds, .days, .loops,
            .connectionMemoryBytes, .connections, .openFiles, .evicted, .refused, .held, .authorities:
            true
        default: false
        }
    }
}
