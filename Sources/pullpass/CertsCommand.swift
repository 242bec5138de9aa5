import ArgumentParser
import Serving
import TLS
import Text

/// `pullpass certs`: a CA and a serving certificate as files.
struct CertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs",
        abstract: "Make a certificate authority and a serving certificate as files.",
        discussion: """
            Writes ca.crt, ca.key, tls.crt and tls.key (PEM, ECDSA P-256; the keys readable by their owner only) into a \
            folder. The CA goes base64-encoded into the webhook's caBundle. A ca.crt and ca.key that are there already are \
            used again, so that only the serving certificate is new; delete them for a new CA. A CA that has ended is refused, \
            and no certificate ends later than its CA. Nothing is left half written.

            In a git work tree whose ignore files do not have the keys, a .gitignore is written beside them. Where there is one \
            already that does not, nothing is written, since it is not ours to change.

            EXAMPLE:
              pullpass certs --out certs --name pullpass.pullpass.svc --name localhost --name 127.0.0.1

            EXIT STATUS:
              0  all four files are there, and the serving certificate is new
              1  they could not be made; the message says why
              2  wrong usage
            """
    )

    @Option(help: ArgumentHelp("The folder; made if it is not there.", valueName: "folder"), completion: .directory)
    var out: String

    @Option(help: ArgumentHelp("A DNS name or IP address to serve; may be given several times.", valueName: "name"))
    var name: [String]

    @Option(help: "How many days the serving certificate is valid: 1 to 825.")
    var days = 90

    @Option(help: "How many days a new CA is valid: 1 to 7300.")
    var caDays = 3650

    func validate() throws {
        guard !name.isEmpty else { throw ValidationError("give at least one --name, such as pullpass.pullpass.svc") }
        guard (1...825).contains(days) else { throw ValidationError("--days must be from 1 to 825") }
        guard (1...7300).contains(caDays) else { throw ValidationError("--ca-days must be from 1 to 7300") }
    }

    func run() throws {
        let folder = CertificateFolder(path: out)
        do {
            let ignoreFile = try folder.prepare()
            // A cluster whose clock is behind ours must not find the certificate in its future.
            let now = WallClock.system.now().withoutFraction
            let notBefore = now - .seconds(3600)
            let authority = try folder.authority(now: now) ?? folder.makeAuthority(notBefore: notBefore, days: caDays)
            let leaf = try CertificateAuthority.issueServer(
                names: name,
                by: authority,
                notBefore: notBefore,
                lifetime: .seconds(days * 86_400)
            )
            try folder.write(leaf)
            print("\(out)/tls.crt  \(leaf.certificate.alternativeNames)")
            let end = leaf.certificate.notAfter
            if end < notBefore + .seconds(days * 86_400) {
                print(
                    "\(out)/tls.crt  ends with its CA, at \(end.whole): delete ca.crt and ca.key before then for a new CA"
                )
            }
            if let ignoreFile { print("\(ignoreFile)  keeps the keys out of git") }
        } catch {
            throw CommandFailure.failed("cannot make certificates in \(out): \(error)")
        }
    }
}
