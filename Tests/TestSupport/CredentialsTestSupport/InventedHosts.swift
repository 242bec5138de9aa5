import Configuration
import Images
import Providers

/// A configuration whose registries of one vendor or another have hosts that a test has invented, with `hosts` that says so.
///
/// What is in one line is found: `matchImages: [ … ]` and, on the same line or one after it, the kind with `{ … }`.
package func sayingWhoseHosts(_ text: String) -> String {
    var hosts = text.firstMatch(of: /matchImages: \[(.*?)\]/).map { patterns($0.output.1) } ?? []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
        if let list = line.firstMatch(of: /matchImages: \[(.*?)\]/)?.output.1 {
            hosts = patterns(list)
        }
        return saying(hosts, in: String(line))
    }
    return lines.joined(separator: "\n")
}

/// The hosts of patterns that can be some.
private func patterns(_ list: Substring) -> [String] {
    list.split(separator: ",").map { entry in
        String(entry.filter { !"'\" ".contains($0) }.prefix { $0 != "/" })
    }.filter { ($0.contains(".") && (try? ImagePattern(parsing: $0)) != nil) || $0.hasPrefix("localhost") }
}

private func saying(_ hosts: [String], in line: String) -> String {
    for kind in CredentialKinds.all {
        guard let vendor = kind.vendorHosts, !line.contains("hosts: ["),
            let place = line.firstRange(of: "\(kind.kind): {"),
            place.lowerBound == line.startIndex || !line[line.index(before: place.lowerBound)].isLetter
        else { continue }
        let foreign = hosts.filter { host in !host.isEmpty && !vendor.has(String(host.prefix { $0 != ":" })) }
        guard !foreign.isEmpty else { return line }
        let rest = line[place.upperBound...]
        let list = Set(foreign).sorted().map { "'\($0)'" }.joined(separator: ", ")
        let isEmpty = rest.drop { $0 == " " }.hasPrefix("}")
        return line[..<place.upperBound] + " hosts: [\(list)]" + (isEmpty ? " " : ",") + rest
    }
    return line
}
