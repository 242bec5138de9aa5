internal import YAML

extension MigratedTool {
    /// The tools whose settings are in the documents, each once.
    static func found(in documents: [Document]) -> [MigratedTool] {
        allCases.filter { tool in documents.contains { tool.isMeant(by: $0) } }
    }

    /// Whether a document is surely of this tool: an object of its own kind, Pods with its image, or values that no other chart has.
    private func isMeant(by document: Document) -> Bool {
        guard let kind = document.kind else { return isMeant(byValues: document.node) }
        if kind == "ClusterPullSecret" { return self == .alexellis }
        if kind == "ImagePullSecret", document.group.hasPrefix("images.") { return self == .imps }
        let labels = document.node.at("metadata", "labels")
        if kind == "Secret" {
            return self == .upmc && (labels?.text("app") == "registry-creds" && labels?["cloud"] != nil)
        }
        if kind == "ConfigMap" {
            return self == .imagepullsecretsManager
                && document.node.text("data", "credentials.yaml")?.contains("kubernetes_namespace") == true
        }
        let containers = document.podSpec?["containers"]?.sequence ?? []
        return containers.contains { isRunning($0) }
    }

    /// Whether a container's image is the tool's; two pairs of tools have images of one name, and are told apart by their owners or settings.
    private func isRunning(_ container: YAMLNode) -> Bool {
        guard let image = container.text("image") else { return false }
        let name = Draft.imageName(image)
        if self == .imps, name == "imagepullsecrets-refresher" { return true }
        guard name == habits.image else { return false }
        let environment = (container["env"]?.sequence ?? []).compactMap { $0.text("name") }
        return switch self {
        case .tamcore: isSuccessor(image, environment)
        case .titansoft: !isSuccessor(image, environment)
        case .alexellis: image.contains("alexellis/")
        case .upmc: !image.contains("alexellis/")
        default: true
        }
    }

    private func isSuccessor(_ image: String, _ environment: [String]) -> Bool {
        let ofSuccessor = [
            "CONFIG_DELETE_PODS", "CONFIG_EXCLUDE_ANNOTATION", "CONFIG_SECRET_NAMESPACE",
            "CONFIG_MAX_CONCURRENT_RECONCILES",
        ]
        return image.contains("tamcore/")
            || !image.contains("titansoft/") && environment.contains(where: ofSuccessor.contains)
    }

    private func isMeant(byValues values: YAMLNode) -> Bool {
        let image = values.text("image", "repository") ?? values.text("image", "name") ?? ""
        let environment = values["env"]?.mapping?.map(\.key) ?? []
        let isPatcher = environment.contains { $0.hasPrefix("CONFIG_") }
        return switch self {
        case .imagepullsecretsManager:
            (values.at("config", "credentials") ?? values["credentials"])?.sequence?.contains {
                $0["kubernetes_namespace"] != nil
            } == true
        case .titansoft:
            values["dockerConfigJsonBase64Encoded"] != nil || isPatcher && image.contains("titansoft/")
        case .tamcore:
            isPatcher && values["dockerConfigJsonBase64Encoded"] == nil && !image.contains("titansoft/")
        case .alexellis: false
        case .upmc:
            values["registries"] == nil
                && (["aws", "acr", "gcr"].contains { values[$0]?.mapping != nil } && values["awsRegion"] == nil)
        case .ecrLoginRenew: values["awsRegion"] != nil || values["dockerSecretName"] != nil
        case .imps: values["defaultConfig"] != nil || values["defaultSecret"] != nil
        case .regcredInjector: values["docker"]?["password"] != nil && values.at("image", "name") == nil
        }
    }
}
