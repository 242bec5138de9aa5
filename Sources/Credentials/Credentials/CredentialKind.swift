package import Configuration

/// A kind of credentials as a whole: how it is read (``CredentialSource``), how its credential is fetched, and what is to be known for
/// trying the credential out at the registry.
///
/// Each kind has a folder of its own in the module Providers, and a line in its list of kinds.
package protocol CredentialKind: CredentialSource {
    /// What fetches the credential of a registry with this source; it has read nothing yet.
    func fetcher(_ parts: FetcherParts) -> any CredentialFetcher

    /// Where the credential is tried out instead of at the registry's own address.
    var registryEndpoint: Endpoint? { get }
    /// The places besides the registry where the credential may be shown.
    var trustedEndpoints: [Endpoint] { get }
    /// What to write where a token service that is not known, at an https URL, is the right one.
    func trustAdvice(_ url: String) -> String
    /// What to write where a registry speaks plain HTTP, at `url`, and is meant to; nil where no key can say so.
    func plainAdvice(_ url: String) -> String?
    /// What somebody can do when the registry refuses the credential.
    var loginAdvice: String { get }
    /// What somebody can do where the registry says that an image is not there; nil where there is no more to say.
    var absenceAdvice: String? { get }
    /// How somebody gets credentials that live longer; nil where the provider decides.
    var lifeAdvice: String? { get }
    /// Whether the registry counts an account's pulls and says how many are left.
    static var hasPullQuota: Bool { get }
}

extension CredentialKind {
    /// Nil: it is tried out at the registry's own address.
    package var registryEndpoint: Endpoint? { nil }
    /// None: the credential is for the registry alone.
    package var trustedEndpoints: [Endpoint] { [] }
    /// Nothing can be written: the kind knows its token service.
    package func trustAdvice(_ url: String) -> String { "look who answers for the registry" }
    /// Nil.
    package var absenceAdvice: String? { nil }
    /// Nil: the provider decides.
    package var lifeAdvice: String? { nil }
    /// Nil: the kind's registries speak TLS.
    package func plainAdvice(_ url: String) -> String? { nil }
    /// False.
    package static var hasPullQuota: Bool { false }
}

extension Registry {
    /// The kind of its credentials; nil for a registry without, as only `--standalone` allows.
    package var credentialKind: (any CredentialKind)? { credentials?.base as? any CredentialKind }
}
