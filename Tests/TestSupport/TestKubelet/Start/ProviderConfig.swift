/// A `CredentialProviderConfig` that a kubelet has read.
package struct ProviderConfig: Sendable, Equatable {
    /// A variable that is added to the environment of a plugin.
    package struct Variable: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its value.
        package let value: String
    }

    /// `tokenAttributes`.
    package struct TokenAttributes: Sendable, Equatable {
        /// `serviceAccountTokenAudience`.
        package let audience: String
        /// `cacheType`: `ServiceAccount`, `Token`, or what stands there.
        package let cacheType: String
        /// `requireServiceAccount`; nil where it is absent.
        package let requireServiceAccount: Bool?
        /// `requiredServiceAccountAnnotationKeys`.
        package let requiredKeys: [String]
        /// `optionalServiceAccountAnnotationKeys`.
        package let optionalKeys: [String]
    }

    /// One of `providers`.
    package struct Provider: Sendable, Equatable {
        /// The name of the executable.
        package let name: String
        /// The images for which it is run.
        package let matchImages: [String]
        /// How long an answer is kept that does not say; nil where it is absent.
        package let defaultCacheDuration: Duration?
        /// The version of request and answer.
        package let apiVersion: String
        /// Its arguments.
        package let arguments: [String]
        /// What is added to its environment.
        package let environment: [Variable]
        /// Whether and how it gets a token of the Pod's ServiceAccount.
        package let tokenAttributes: TokenAttributes?
    }

    /// The providers, in the order of the files and in them.
    package let providers: [Provider]
}

extension ProviderConfig {
    /// Takes a value that has been found to be of the type.
    init(_ value: GoJSON, _ release: KubeletRelease) {
        providers = (value["providers"]?.array ?? []).map { Provider($0, release) }
    }
}

extension ProviderConfig.Provider {
    fileprivate init(_ value: GoJSON, _ release: KubeletRelease) {
        name = value["name"]?.string ?? ""
        matchImages = value["matchImages"]?.strings ?? []
        defaultCacheDuration = value["defaultCacheDuration"]?.string.flatMap { try? GoTime(parsing: $0).duration }
        apiVersion = value["apiVersion"]?.string ?? ""
        arguments = value["args"]?.strings ?? []
        environment = (value["env"]?.array ?? []).map {
            ProviderConfig.Variable(name: $0["name"]?.string ?? "", value: $0["value"]?.string ?? "")
        }
        let attributes = release.knowsTokenAttributes ? value["tokenAttributes"] : nil
        tokenAttributes = attributes.flatMap { $0 == .null ? nil : ProviderConfig.TokenAttributes($0) }
    }
}

extension ProviderConfig.TokenAttributes {
    fileprivate init(_ value: GoJSON) {
        audience = value["serviceAccountTokenAudience"]?.string ?? ""
        cacheType = value["cacheType"]?.string ?? ""
        requireServiceAccount = value["requireServiceAccount"]?.bool
        requiredKeys = value["requiredServiceAccountAnnotationKeys"]?.strings ?? []
        optionalKeys = value["optionalServiceAccountAnnotationKeys"]?.strings ?? []
    }
}
