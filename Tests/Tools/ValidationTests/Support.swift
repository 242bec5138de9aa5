import Configuration
import Providers
import Validation

/// Validates a text as `pullpass validate` does a file.
func validate(_ text: String, mode: Configuration.Mode = .cluster) -> ValidationReport {
    Validator(mode: mode, kinds: CredentialKinds.all).validate(input(text))
}

/// Validates values of the chart, the later ones over those before.
func validate(values texts: String...) -> ValidationReport {
    let inputs = texts.enumerated().map { input($1, name: "values-\($0).yaml") }
    return Validator(kinds: CredentialKinds.all).validate(values: inputs)
}

func input(_ text: String, name: String = "c.yaml") -> ValidationInput {
    ValidationInput(name: name, bytes: Array(text.utf8))
}

/// A configuration with one registry, whose pattern starts on line 5.
func file(_ pattern: String = "docker.io", more: String = "") -> String {
    """
    apiVersion: pullpass.dev/v1alpha1
    kind: Configuration
    registries:
      - name: a
        matchImages: ["\(pattern)"]
        credentials: { basic: { username: { value: u }, password: { env: P } } }
    \(more)
    """
}

/// The same as values of the chart.
func values(_ pattern: String = "docker.io", more: String = "") -> String {
    """
    config:
      registries:
        - name: a
          matchImages: ["\(pattern)"]
          credentials: { basic: { username: { value: u }, password: { env: P } } }
    \(more)
    """
}
