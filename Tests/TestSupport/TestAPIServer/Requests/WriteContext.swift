/// What a write needs to know beside the request itself.
struct WriteContext {
    let user: String
    /// The field manager where the request names none: the first word of the client's User-Agent.
    let agent: String
    /// Now, RFC 3339 in seconds.
    let time: String
    let access: AccessControl
    /// The quota of Secrets by namespace.
    let quotas: [String: SecretQuota]
    /// What a custom resource is held to; nil where nobody told.
    let schema: CustomResourceSchema?
    /// What is asked about new Pods; nil for nobody.
    let podAdmission: PodAdmission?
}

/// A ResourceQuota that limits the number of Secrets.
struct SecretQuota {
    let name: String
    let limit: Int
}
