/// The text of a configuration file, in which credentials may stand: it never prints.
package struct ConfigurationText: Sendable, Hashable, Confidential {
    /// UTF-8, as it was read.
    package let bytes: [UInt8]

    /// Takes a text.
    package init(bytes: [UInt8]) { self.bytes = bytes }
}
