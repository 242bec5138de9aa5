/// An Event that Pullpass itself writes: what its reason means, for whoever finds it.
///
/// `docs/day-2.md` has the same reasons with what to do about them; a test holds both together.
package struct OurEvent: Sendable, Hashable {
    /// Its reason.
    package let reason: String
    /// What it means, as a clause.
    package let meaning: String
    /// Which cause it tells of; nil for good news and for what keeps nobody from anything.
    package let kind: Cause.Kind?

    /// The Event of a reason; nil for reasons that are not ours.
    package init?(_ reason: String) {
        guard let found = Self.all.first(where: { $0.reason == reason }) else { return nil }
        self = found
    }

    private init(_ reason: String, _ meaning: String, _ kind: Cause.Kind? = nil) {
        (self.reason, self.meaning, self.kind) = (reason, meaning, kind)
    }

    /// All of them.
    package static let all = [
        OurEvent("CredentialFailed", "a registry's credential could not be fetched", .credentialFailing),
        OurEvent("CredentialFetched", "a registry's credential can be fetched again"),
        OurEvent("CredentialIncomplete", "an entry of a registry's credential is of no use; the others are in use"),
        OurEvent("CredentialNotProbed", "a new credential is in use that could not be tried at its registry"),
        OurEvent("CredentialShortLived", "a registry's credentials live less than ten minutes"),
        OurEvent("CredentialUnfit", "a registry's credential has not what a Secret of its also asks for"),
        OurEvent("AlsoInOwnNamespace", "an entry of also names Pullpass' own namespace"),
        OurEvent("CredentialMissing", "a Pod needs a Secret whose registry has no credential", .copyNoCredential),
        OurEvent("AccessDenied", "Pullpass lacks a right", .copyForbidden),
        OurEvent("ForeignSecret", "somebody else's Secret has the name of one of Pullpass' own", .copyForeign),
        OurEvent("UnreadableObject", "somebody has written an object that cannot be judged; it is left alone"),
        OurEvent(
            "LabelNotUnderstood",
            "the namespace has a label that was meant for Pullpass and says nothing",
            .labelMisspelt
        ),
        OurEvent("ImmutableSecret", "a Secret is immutable and cannot be renewed", .copyImmutable),
        OurEvent("SecretTerminating", "a Secret is being deleted, and a finalizer keeps it as it is", .copyOutdated),
        OurEvent("QuotaExceeded", "the namespace's quota of Secrets is used up", .copyQuota),
        OurEvent("SecretRefused", "the API server does not take a Secret", .copyRefused),
        OurEvent("UnusableSecret", "a tenant's Secret is of no use"),
        OurEvent("SecretUndone", "somebody undoes what Pullpass writes", .copyUndone),
        OurEvent("ServiceAccountUndone", "somebody takes the names of pull Secrets out of a ServiceAccount"),
        OurEvent("ServiceAccountRefused", "the API server does not take the names of pull Secrets in a ServiceAccount"),
        OurEvent("RotationLate", "a new credential is not in all namespaces before the old one ends"),
        OurEvent("SpreadingTooSlow", "writing all Secrets takes longer than their credential lives"),
        OurEvent("SelfTestFailed", "the API server was not seen to call the webhook", .webhookNotCalled),
        OurEvent("WebhookCalled", "the API server calls the webhook again"),
        OurEvent(
            "ConfigurationRefused",
            "the configuration cannot be used; the last good one is in force",
            .configurationRefused
        ),
        OurEvent("ConfigurationInForce", "the configuration is in force again"),
        OurEvent("ForeignPolicy", "somebody else's admission policy has the name of Pullpass' own", .policyMissing),
        OurEvent("ForeignPullRegistry", "somebody else's PullRegistry has the name of a registry of Pullpass"),
        OurEvent("SecretsLeft", "Secrets of a registry that is no more could not be removed"),
        OurEvent("RemovalHeld", "so many Secrets would be removed that somebody has to say so", .removalHeld),
        OurEvent("CredentialRefused", "the registry refuses a credential that Pods have", .credentialRefused),
        OurEvent("PullSecretNotNamed", "the Pod was made without the Secret that it would get today", .madeBefore),
        OurEvent("PullSecretMissing", "the Pod names a Secret of Pullpass that is not in its namespace", .copyWaiting),
        OurEvent("PullCredentialRefreshed", "the credential was refused and is fetched anew", .credentialRefreshed),
        OurEvent("PullCredentialRefused", "the credential is refused, and there is no other", .credentialRefused),
        OurEvent(
            "PullAccessDenied",
            "the registry takes the credential and gives no access to the image",
            .accessDenied
        ),
        OurEvent("PodRecreated", "the Pod is evicted, so that its controller makes it again", .podRecreated),
        OurEvent("PodWouldBeRecreated", "the Pod would be evicted, if that were allowed", .podWouldBeRecreated),
        OurEvent("RecreationUseless", "a Pod made again lacks its Secret as well", .recreationUseless),
    ]
}
