/// What the kernel does where its queue of connections that are not accepted yet is full (`net.ipv4.tcp_syncookies`, tcp(7)).
package enum SYNCookies {
    /// Whether it goes on taking connections then; false also where that cannot be read.
    package static var areSent: Bool { smallFile("/proc/sys/net/ipv4/tcp_syncookies").map { $0.first != "0" } ?? false }
}
