/// The labels and annotations that are Pullpass' own.
///
/// No other source file writes one out.
package enum PullpassKey {
    /// The prefix of all of them, and the group of the configuration's `apiVersion`.
    package static let domain = "pullpass.dev"

    /// Label on namespaces and tenants' Secrets, label or annotation on Pods: opts in or out; see ``InjectValue``.
    package static let inject = "\(injectBytes)"
    /// The same for Admission, which compares bytes and makes no `String`.
    @inlinable package static var injectBytes: StaticString { "pullpass.dev/inject" }

    /// Annotation on the Pod of a self test: a word that the webhook repeats.
    package static let selfTest = "\(selfTestBytes)"
    /// The same for Admission.
    @inlinable package static var selfTestBytes: StaticString { "pullpass.dev/self-test" }

    /// On what an installation made: `<own namespace>/<lease name>`.
    package static let owner = "pullpass.dev/owner"

    // On the Secrets that the keeper makes.

    /// Label: the registry whose credential it holds; empty on the Secret of the anonymous try, which is no registry's own.
    ///
    /// For people and their selectors: whose a Secret is never depends on it.
    package static let registry = "pullpass.dev/registry"
    /// What who finds the Secret should know.
    package static let note = "pullpass.dev/note"
    /// The opaque revision of the credential; never a hash of it.
    package static let revision = "pullpass.dev/revision"
    /// Label on master copies, for the watch.
    package static let master = "pullpass.dev/master"
    /// When the credential was fetched, RFC 3339.
    package static let fetchedAt = "pullpass.dev/fetched-at"
    /// When the credential ends, RFC 3339.
    package static let expiresAt = "pullpass.dev/expires-at"
    /// What of the configuration the credential was made from; holds nothing of a credential.
    package static let configuration = "pullpass.dev/configuration"
    /// The names that copies of the master may have, with commas between.
    package static let secretNames = "pullpass.dev/secret-names"
    /// The names that the Secret of the anonymous try may have, with commas between.
    package static let anonymousSecretNames = "pullpass.dev/anonymous-secret-names"
    /// The Secrets of `also` that may hold the master's credential, each as `namespace/name`, with commas between.
    package static let alsoSecrets = "pullpass.dev/also-secrets"
    /// The type that a Secret of `also` was made with; it cannot be changed, and no other Secret of ours has it.
    package static let secretType = "pullpass.dev/secret-type"
    /// `true` on a master copy without a credential, since each namespace has its own.
    package static let perNamespace = "pullpass.dev/per-namespace"
    /// `true`, or `false` while the credential cannot be refreshed: a condition to wait for.
    package static let ready = "pullpass.dev/ready"
    /// Why the credential cannot be refreshed.
    package static let lastError = "pullpass.dev/last-error"
    /// Since when, RFC 3339.
    package static let failingSince = "pullpass.dev/failing-since"

    // On ServiceAccounts.

    /// The names that installations have added to `imagePullSecrets`, as ``owner`` and names: `pullpass/pullpass=pullpass-hub,pullpass-ghcr`,
    /// with semicolons between installations.
    package static let pullSecrets = "pullpass.dev/pull-secrets"

    // On the Secret of the last good configuration.

    /// When the file was put in force, RFC 3339.
    package static let acceptedAt = "pullpass.dev/accepted-at"
    /// The version that did so.
    package static let acceptedBy = "pullpass.dev/accepted-by"

    // On the Secret of the webhook's certificates.

    /// Set by a person, to any text that it did not have before: asks for another CA.
    package static let rotateCA = "pullpass.dev/rotate-ca"
    /// The request that was met.
    package static let caRotatedFor = "pullpass.dev/ca-rotated-for"
    /// Until when the last of the CAs before this one is believed, RFC 3339.
    package static let oldCAUntil = "pullpass.dev/old-ca-until"
    /// The same for each of them, where they differ: `FINGERPRINT=TIME`, with commas between.
    package static let oldCATimes = "pullpass.dev/old-ca-times"
}

/// The values of ``PullpassKey/inject``, which mean the same wherever the key stands.
package enum InjectValue {
    /// Opts a namespace or a tenant's Secret in.
    package static let enabled = ["enabled", "true"]
    /// Opts a Pod out.
    package static let disabled = ["\(disabledBytes)", "\(falseBytes)"]

    // The same for Admission.

    /// The first value of ``disabled``.
    @inlinable package static var disabledBytes: StaticString { "disabled" }
    /// The second value of ``disabled``.
    @inlinable package static var falseBytes: StaticString { "false" }
}
