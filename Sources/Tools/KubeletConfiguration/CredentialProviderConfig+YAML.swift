internal import YAML

extension CredentialProviderConfig.Provider {
    /// Takes what a node says, and nothing where it says something else; whoever decodes the file has told that.
    init(_ node: YAMLNode, version: Substring, _ kubelet: KubeletVersion) {
        name = node["name"]?.string ?? ""
        apiVersion = node["apiVersion"]?.string ?? ""
        matchImages = node.texts("matchImages")
        defaultCacheDuration = node["defaultCacheDuration"]?.string
        args = node.texts("args")
        env = (node["env"]?.sequence ?? []).map {
            Variable(name: $0["name"]?.string ?? "", value: $0["value"]?.string ?? "")
        }
        guard version == "v1", kubelet.hasTokenAttributes, let token = node["tokenAttributes"], !token.isNull else {
            return
        }
        tokenAttributes = CredentialProviderConfig.TokenAttributes(
            audience: token["serviceAccountTokenAudience"]?.string ?? "",
            cacheType: token["cacheType"]?.string,
            requiresServiceAccount: token["requireServiceAccount"]?.bool,
            requiredAnnotations: token.texts("requiredServiceAccountAnnotationKeys"),
            optionalAnnotations: token.texts("optionalServiceAccountAnnotationKeys")
        )
    }
}

extension YAMLNode {
    /// The texts in a list, in their places.
    fileprivate func texts(_ key: String) -> [String] { (self[key]?.sequence ?? []).map { $0.string ?? "" } }
}
