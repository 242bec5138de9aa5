internal import CNghttp2

/// The HTTP/2 library.
package enum HTTP2Library {
    /// The version of the linked nghttp2: "1.52.0".
    package static var version: String {
        guard let info = unsafe nghttp2_version(0) else { return "unknown" }
        return unsafe String(cString: info.pointee.version_str)
    }
}
