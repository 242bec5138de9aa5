import ArgumentParser
import CBuild
import HTTP
import TLS

/// What this build is.
enum Version {
    /// The version of Pullpass.
    static let number = "0.1.0"
    /// One line.
    static let summary = "pullpass \(number)"
}

/// `pullpass version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the versions of Pullpass and of the libraries in it.",
        discussion: """
            EXAMPLE:
              pullpass version

            EXIT STATUS:
              0  printed
              1  standard output did not take it all
              2  wrong usage
            """
    )

    func run() {
        print(Version.summary)
        print("commit   \(unsafe String(cString: pullpass_build_commit()))")
        print("openssl  \(OpenSSL.version)")
        print("nghttp2  \(HTTP2Library.version)")
    }
}
