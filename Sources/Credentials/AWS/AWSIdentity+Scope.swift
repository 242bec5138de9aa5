import Configuration

extension AWSIdentity {
    /// Where the parts of static keys are.
    var sources: [ValueSource] {
        guard case .keys(let accessKeyID, let secretAccessKey, let sessionToken) = source else { return [] }
        return [accessKeyID, secretAccessKey] + (sessionToken.map { [$0] } ?? [])
    }

    /// The Secrets with static keys.
    ///
    /// Files are left out on purpose: they would be read, and a new token fetched, every minute. See ``ECRFetcher``.
    var inputs: CredentialInputs { CredentialInputs(secretNames: CredentialInputs(sources).secretNames) }

    /// What else makes one identity differ from another.
    var scopeDetails: [String] {
        var details: [String] = []
        switch source {
        case .defaultChain: details.append("default chain")
        case .keys: break
        case .profile(let name, let file):
            details.append("profile \(name ?? "default")\(file.map { " of \($0)" } ?? "")")
        case .webIdentity(let path): details.append("web identity \(path)")
        }
        for role in roles { details.append("role \(role.arn)\(role.externalID.map { " external ID \($0)" } ?? "")") }
        if let roleSessionName { details.append("session \(roleSessionName)") }
        if let stsEndpoint { details.append("STS \(stsEndpoint)") }
        if let metadataEndpoint { details.append("metadata \(metadataEndpoint)") }
        return details
    }
}
