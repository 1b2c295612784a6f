#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif
#undef SMSP_NULLABLE

#endif /* SMSP_H */
