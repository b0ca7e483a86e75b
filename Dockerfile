# SPDX-License-Identifier: MIT
# An image with one static program in it, and nothing it needs beside. docs/install.md says how it is run.
# Debian's libxml2 brings ICU (33 MB), its GnuTLS p11-kit, which there is for no static program, and its libqrencode
# comes without a static library: these three are built here, from Debian's sources. The compiler runs on the machine
# that builds, whatever machine the image is for: --platform linux/arm64 needs no emulator.
FROM --platform=$BUILDPLATFORM debian:12-slim AS tools
ARG TARGETARCH
ARG MIRROR=http://deb.debian.org/debian
ARG MIRROR_SECURITY=http://deb.debian.org/debian-security
ARG DEBIAN_FRONTEND=noninteractive
ENV LIBRARIES="libc6-dev libgmp-dev libgnutls28-dev libidn2-dev libjansson-dev libmicrohttpd-dev libpsl-dev \
        libseccomp-dev libtasn1-6-dev libunistring-dev libyaml-dev nettle-dev"
RUN rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* \
 && for archive in "$MIRROR bookworm" "$MIRROR bookworm-updates" "$MIRROR_SECURITY bookworm-security"; do \
        printf 'deb %s main\ndeb-src %s main\n' "$archive" "$archive"; \
    done >/etc/apt/sources.list \
 && target=${TARGETARCH:-$(dpkg --print-architecture)} && dpkg --add-architecture "$target" && apt-get update -q \
 && apt-get install -q -y --no-install-recommends bzip2 cmake crossbuild-essential-"$target" dpkg-dev make ninja-build \
        patch pkg-config xz-utils pkgconf:"$target" $(printf "%s:$target " $LIBRARIES) \
 && dpkg-architecture --host-arch "$target" --query DEB_HOST_GNU_TYPE >/target

ENV CFLAGS="-Os -fPIE -fstack-protector-strong -ffunction-sections -fdata-sections -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
WORKDIR /libraries

# Debian's patches make files newer than what automake wrote from them: with one time for all, it is not asked for.
FROM tools AS gnutls
RUN apt-get source -q gnutls28 && cd gnutls28-* && find . -type f -exec touch -r configure {} + \
 && ./configure --host "$(cat /target)" --disable-shared --enable-static --without-p11-kit --without-tpm \
        --without-tpm2 --without-zlib --without-brotli --without-zstd --disable-doc --disable-tools --disable-cxx \
        --disable-tests --disable-nls --disable-guile --disable-libdane --disable-srp-authentication \
        --disable-dtls-srtp-support --disable-heartbeat-support --disable-gost \
 && make -j "$(nproc)" -C gl && make -j "$(nproc)" -C lib && make -C lib install && rm -rf /libraries/*

FROM tools AS libxml2
RUN apt-get source -q libxml2 && cd libxml2-* && find . -type f -exec touch -r configure {} + \
 && ./configure --host "$(cat /target)" --disable-shared --enable-static --with-minimum --with-output --with-push \
        --with-reader --with-sax1 --with-threads --with-tree --without-icu --without-lzma --without-python \
        --without-zlib \
 && make -j "$(nproc)" libxml2.la && make install-libLTLIBRARIES install-pkgconfigDATA && make -C include install \
 && install -D -m 644 Copyright /usr/local/share/doc/libxml2/copyright && rm -rf /libraries/*

FROM tools AS qrencode
RUN apt-get source -q --tar-only qrencode && tar xf qrencode_*.orig.tar.bz2 && cd qrencode-* \
 && ./configure --host "$(cat /target)" --disable-shared --enable-static --without-tools \
 && make -j "$(nproc)" && make install \
 && install -D -m 644 COPYING /usr/local/share/doc/qrencode/copyright && rm -rf /libraries/*

FROM tools AS build
COPY --from=gnutls /usr/local /usr/local
COPY --from=libxml2 /usr/local /usr/local
COPY --from=qrencode /usr/local /usr/local
WORKDIR /source
COPY . .
# Debian's libgnutls.a would be found first.
RUN rm /usr/lib/*/libgnutls.a \
 && CC="$(cat /target)-gcc" PKG_CONFIG="$(cat /target)-pkg-config" cmake --preset static \
 && cmake --build --preset static --target autoconfigd \
 && install -D build/static/autoconfigd /image/usr/bin/autoconfigd \
 && install -D -m 644 providers.yaml /image/etc/autoconfigd/providers.yaml \
 && install -D -m 644 LICENSE /image/usr/share/doc/autoconfigd/LICENSE \
 && for library in $LIBRARIES; do \
        install -D -m 644 /usr/share/doc/$library/copyright /image/usr/share/doc/$library/copyright || exit 1; \
    done \
 && cp -r /usr/local/share/doc/libxml2 /usr/local/share/doc/qrencode /image/usr/share/doc/

FROM scratch
LABEL org.opencontainers.image.title="autoconfigd" \
      org.opencontainers.image.description="Mail-client autoconfiguration server" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image /
USER 65534:65534
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 CMD ["/usr/bin/autoconfigd", "health"]
ENTRYPOINT ["/usr/bin/autoconfigd"]
CMD ["serve"]
