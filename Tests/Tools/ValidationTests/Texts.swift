import Text

/// The same file in JSON.
enum SchemaText {
    static let json = """
        {"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": [{"name": "a", "matchImages": ["docker.io"],
        "credentials": {"basic": {"username": {"value": "u"}, "password": {"env": "P"}}}}]}
        """
}

/// Text as a Secret holds it.
enum Base64Text {
    static func encode(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
}
