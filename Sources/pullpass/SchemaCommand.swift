import ArgumentParser
import Configuration
import Providers

/// `pullpass schema`: what may stand in a configuration, for editors.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the configuration file.",
        discussion: """
            In draft 7, with a description of each key: editors complete and check by it. What only the whole file tells, such as \
            which keys exclude each other, `pullpass validate` knows.

            EXAMPLES:
              pullpass schema > pullpass.schema.json
              # the first line of a file, for editors with the YAML language server:
              # yaml-language-server: $schema=pullpass.schema.json

            EXIT STATUS:
              0  printed
              1  standard output did not take it all
              2  wrong usage
            """
    )

    func run() { print(Configuration.schema(kinds: CredentialKinds.all), terminator: "") }
}
