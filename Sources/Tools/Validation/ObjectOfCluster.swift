import Configuration
import Names
import Text
import YAML

/// A Secret or ConfigMap that holds a configuration, as `kubectl get -o yaml` and `helm template` print it.
enum ObjectOfCluster {
    /// What was found in a document.
    enum Finding {
        /// The one configuration that it holds.
        case configuration(ValidationInput)
        /// None, or more than one, which has been reported.
        case unusable
    }

    /// Looks for the configuration; nil where the document is no such object.
    static func find(in document: YAMLNode, name: String, _ sink: DiagnosticSink) -> Finding? {
        let objects = document["kind"]?.string == "List" ? document["items"]?.sequence ?? [] : [document]
        guard document["apiVersion"]?.string == "v1",
            objects.contains(where: isHolder) || document["kind"]?.string == "List"
        else { return nil }
        let found = objects.filter(isHolder).flatMap { configurations(in: $0, name) }
        switch found.count {
        case 1: return .configuration(found[0])
        case 0:
            let keys = objects.filter(isHolder).flatMap { texts(of: $0).map(\.key) }
            let shown = keys.isEmpty ? "no keys" : Printable.visible(keys.prefix(5).joined(separator: ", "))
            sink.error(
                line: document.mark.line,
                path: "data",
                "holds no configuration, only \(shown): give the Secret or ConfigMap with the file of kind: Configuration"
            )
        default:
            let names = found.map(\.name).joined(separator: "; ")
            sink.error(line: document.mark.line, path: "data", "holds several configurations: give one of \(names)")
        }
        return .unusable
    }

    private static func isHolder(_ object: YAMLNode) -> Bool {
        ["Secret", "ConfigMap"].contains(object["kind"]?.string ?? "")
    }

    private static func configurations(in object: YAMLNode, _ name: String) -> [ValidationInput] {
        let kind = object["kind"]?.string ?? ""
        let owner = object["metadata"]?["name"]?.string ?? "without a name"
        return texts(of: object).compactMap { key, bytes in
            guard key == "config.yaml" || Configuration.isConfiguration(bytes) else { return nil }
            return ValidationInput(name: Printable.visible("\(name): \(kind) \(owner), \(key)"), bytes: bytes)
        }
    }

    /// What the data of an object hold; a Secret's are in base64 but for `stringData`.
    private static func texts(of object: YAMLNode) -> [(key: String, bytes: [UInt8])] {
        let isSecret = object["kind"]?.string == "Secret"
        func entries(_ part: String) -> [(String, String)] {
            (object[part]?.mapping ?? []).compactMap { entry in entry.value.string.map { (entry.key, $0) } }
        }
        let plain = entries(isSecret ? "stringData" : "data").map { ($0.0, Array($0.1.utf8)) }
        let coded = isSecret ? entries("data").compactMap { key, text in Base64.decode(text).map { (key, $0) } } : []
        // The API server lets stringData go before data.
        return plain + coded.filter { entry in !plain.contains { $0.0 == entry.0 } }
    }
}
